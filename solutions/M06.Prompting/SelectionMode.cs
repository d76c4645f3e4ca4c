namespace LLMCourse.M06;

/// <summary>How examples are chosen. Given; there is nothing to do here.</summary>
public enum SelectionMode
{
    /// <summary>Each as likely as any other, without regard to the question.</summary>
    Random,

    /// <summary>The most similar to the question.</summary>
    Similar,

    /// <summary>Similar to the question and different from each other: maximal marginal relevance.</summary>
    Mmr,
}
