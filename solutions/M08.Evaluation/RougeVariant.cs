namespace LLMCourse.M08;

/// <summary>What ROUGE counts. Given.</summary>
public enum RougeVariant
{
    /// <summary>Single tokens.</summary>
    One,

    /// <summary>Pairs of tokens that follow each other.</summary>
    Two,

    /// <summary>The longest common subsequence: tokens in the same order, with gaps allowed.</summary>
    Longest,
}
