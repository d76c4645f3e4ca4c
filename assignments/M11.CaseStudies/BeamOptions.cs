namespace LLMCourse.M11;

/// <summary>How wide and how long a translation is searched for.</summary>
public sealed record BeamOptions
{
    /// <summary>Gets how many hypotheses go on at once, at least 1; 1 is greedy.</summary>
    public int Width { get; init; } = 4;

    /// <summary>Gets α, the power of the length penalty, finite and at least 0; 0 prefers short translations.</summary>
    public double Alpha { get; init; } = 0.6;

    /// <summary>Gets the greatest number of words, the one that ends a translation among them, at least 1.</summary>
    public int MaxLength { get; init; } = 40;
}
