using System.Globalization;

namespace LLMCourse.M06;

/// <summary>Says what is wrong with a template, or with what it is filled with, and where. Given; there is nothing to do here.</summary>
/// <param name="message">What is wrong, and what to do about it; the place is written before it.</param>
/// <param name="line">The line in the template, from 1. A line ends with <c>\n</c>.</param>
/// <param name="column">The column in that line, from 1, in UTF-16 code units as <see cref="string.Length"/> counts them.</param>
public sealed class TemplateException(string message, int line, int column)
    : ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {message}"))
{
    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Gets the column, from 1.</summary>
    public int Column { get; } = column;
}
