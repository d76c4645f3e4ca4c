namespace LLMCourse.M12;

/// <summary>A row that did not come through the pipeline.</summary>
/// <param name="Source">Its source.</param>
/// <param name="Row">Its row in the source.</param>
/// <param name="Reason">Why: one of <see cref="DropReason.All"/>.</param>
public sealed record DroppedRow(string Source, int Row, string Reason);
