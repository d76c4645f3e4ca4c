namespace LLMCourse.M11;

/// <summary>How a model is asked for summaries.</summary>
public sealed record SummaryOptions
{
    /// <summary>Gets the greatest number of tokens of a piece of text that the model is given, at least 1.</summary>
    public int ChunkTokens { get; init; } = 512;

    /// <summary>Gets how many calls may run at once, at least 1.</summary>
    public int MaxParallel { get; init; } = 4;

    /// <summary>Gets the abbreviations for <see cref="Sentences.Split"/>.</summary>
    public IReadOnlyCollection<string> Abbreviations { get; init; } = [];
}
