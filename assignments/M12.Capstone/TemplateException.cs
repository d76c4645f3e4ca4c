namespace LLMCourse.M12;

/// <summary>A template cannot be rendered.</summary>
/// <param name="message">What is there, and what must be.</param>
/// <param name="line">The line of the placeholder's first brace, from 1.</param>
/// <param name="column">The column of the placeholder's first brace, from 1, in UTF-16 code units.</param>
/// <param name="suggestions">The names that may have been meant, the nearest first.</param>
public sealed class TemplateException(string message, int line, int column, IReadOnlyList<string> suggestions)
    : ArgumentException($"Line {line}, column {column}: {message}")
{
    /// <summary>Gets the line of the placeholder's first brace, from 1.</summary>
    public int Line => line;

    /// <summary>Gets the column of the placeholder's first brace, from 1, in UTF-16 code units.</summary>
    public int Column => column;

    /// <summary>Gets the names that may have been meant, the nearest first.</summary>
    public IReadOnlyList<string> Suggestions => suggestions;
}
