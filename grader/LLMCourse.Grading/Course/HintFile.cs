using System.Text.RegularExpressions;
using LLMCourse.Checks;

namespace LLMCourse.Grading.Course;

/// <summary>A hint of an exercise.</summary>
/// <param name="Title">For example <c>First hint: a question</c>.</param>
/// <param name="Text">Markdown.</param>
public sealed record Hint(string Title, string Text);

/// <summary>A module's <c>hints.md</c>: a heading an exercise, and under it hints that are folded
/// away, each saying more than the last.</summary>
public static partial class HintFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "hints.md";

    /// <summary>Reads the hints of an exercise.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="exercise">The exercise.</param>
    /// <returns>Its hints in order; none where the file has none for it.</returns>
    public static IReadOnlyList<Hint> Read(string text, ExerciseId exercise)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? section = Heading().Split(text.ReplaceLineEndings("\n"))
            .FirstOrDefault(part => part.Split('\n', 2)[0].Split(' ')[0] == exercise.Text);
        return section is null
            ? []
            : [.. Details().Matches(section)
                .Select(match => new Hint(match.Groups["title"].Value.Trim(), match.Groups["text"].Value.Trim('\n')))];
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("<details><summary>(?<title>[^<]*)</summary>(?<text>.*?)</details>",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Details();
}
