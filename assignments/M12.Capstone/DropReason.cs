namespace LLMCourse.M12;

/// <summary>Why a row is dropped.</summary>
public static class DropReason
{
    /// <summary>Its source has no licence that the options allow.</summary>
    public const string Licence = "licence";

    /// <summary>Nothing is left of its text.</summary>
    public const string Empty = "empty";

    /// <summary>It has too few words, or too many.</summary>
    public const string WordCount = "word-count";

    /// <summary>Its words are too short or too long on average.</summary>
    public const string WordLength = "word-length";

    /// <summary>Too many of its characters are symbols.</summary>
    public const string Symbols = "symbols";

    /// <summary>Its text is there already.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Nearly its text is there already.</summary>
    public const string NearDuplicate = "near-duplicate";

    /// <summary>Gets all of them, in the order of the steps: a row has the first that applies.</summary>
    public static IReadOnlyList<string> All { get; } = [Licence, Empty, WordCount, WordLength, Symbols, Duplicate, NearDuplicate];
}
