namespace LLMCourse.M12;

/// <summary>A row that came through the pipeline.</summary>
/// <param name="Source">Its source.</param>
/// <param name="Row">Its row in the source.</param>
/// <param name="Text">Its text, cleaned and masked.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Tone">Its tone.</param>
/// <param name="Split">Its split.</param>
public sealed record DataRecord(string Source, int Row, string Text, string Topic, string Tone, string Split);
