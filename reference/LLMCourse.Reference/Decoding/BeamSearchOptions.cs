namespace LLMCourse.Reference.Decoding;

/// <summary>How wide and long beam search looks.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Gets how many hypotheses are kept, positive. The default, 4, is that of many translation systems; 1 is greedy.</summary>
    public int Width { get; init; } = 4;

    /// <summary>Gets the greatest number of tokens after the prompt, at least 0. The default is 64.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Gets the power of the length that a log-probability is divided by, at least 0: 0 prefers short texts, 1, the default,
    /// compares the mean of a token.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Gets the tokens that end a hypothesis. The default is none.</summary>
    public IReadOnlyCollection<int> StopIds { get; init; } = [];
}
