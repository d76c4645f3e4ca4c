namespace LLMCourse.M12;

/// <summary>A text is not a project card.</summary>
/// <param name="code">One of the constants of this type.</param>
/// <param name="line">The line, from 1; 0 where a key is not there at all.</param>
/// <param name="what">The key, the field or the name that it is about; empty for <see cref="BadLine"/>.</param>
/// <param name="message">What is there, and what must be.</param>
public sealed class CardException(string code, int line, string what, string message)
    : ArgumentException($"Line {line}: {message}")
{
    /// <summary>A line that is none of the four kinds, an item where no list is, or an item of a source without a colon.</summary>
    public const string BadLine = "bad-line";

    /// <summary>A key or a field that no card has.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>A key, a field, or the name of a split or a source that was there before.</summary>
    public const string RepeatedKey = "repeated-key";

    /// <summary>A value that is not of its kind.</summary>
    public const string BadValue = "bad-value";

    /// <summary>A key or a field that is not there.</summary>
    public const string MissingKey = "missing-key";

    /// <summary>Gets what is wrong: one of the constants of this type.</summary>
    public string Code => code;

    /// <summary>Gets the line, from 1; 0 where a key is not there at all.</summary>
    public int Line => line;

    /// <summary>Gets the key, the field or the name that it is about.</summary>
    public string What => what;
}
