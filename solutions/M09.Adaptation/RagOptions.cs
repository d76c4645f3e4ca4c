namespace LLMCourse.M09;

/// <summary>How questions are answered from passages.</summary>
public sealed record RagOptions
{
    /// <summary>Gets how many passages are asked for, at least 1. The default is 5.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>Gets the least score of a passage that is used; not NaN. The default is 0.</summary>
    public double MinScore { get; init; }

    /// <summary>Gets how many characters (UTF-16 code units) all cleaned passages may have together, at least 1. The default is 2,000.</summary>
    public int MaxCharacters { get; init; } = 2000;

    /// <summary>Gets what is answered where the passages do not say it; not white space and full stops alone. The default is <c>I don't know.</c></summary>
    public string Abstention { get; init; } = "I don't know.";
}
