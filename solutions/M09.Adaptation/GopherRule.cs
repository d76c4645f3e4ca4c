namespace LLMCourse.M09;

/// <summary>The quality rules of Gopher, in the order in which they are reported.</summary>
public enum GopherRule
{
    /// <summary>50 to 100,000 words.</summary>
    WordCount,

    /// <summary>Words of 3 to 10 characters on average.</summary>
    WordLength,

    /// <summary>At most one # for ten words.</summary>
    Hashes,

    /// <summary>At most one ellipsis for ten words.</summary>
    Ellipses,

    /// <summary>At most 90 % of the lines begin with a bullet.</summary>
    Bullets,

    /// <summary>At most 30 % of the lines end with an ellipsis.</summary>
    LineEllipses,

    /// <summary>At least 80 % of the words have a letter.</summary>
    Letters,

    /// <summary>At least two of the words the, be, to, of, and, that, have, with.</summary>
    StopWords,
}
