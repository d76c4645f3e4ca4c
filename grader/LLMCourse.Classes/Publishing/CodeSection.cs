using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>The code of an attempt, line by line, below its report; places that the report names lead to their lines.</summary>
internal static partial class CodeSection
{
    /// <summary>Writes the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="files">The files; null where the gradebook does not have them.</param>
    public static void Write(PageWriter page, IReadOnlyList<SourceFile>? files)
    {
        page.Open("code", "The code that was handed in");
        if (files is null)
            page.Note("The gradebook does not have it: it was graded before gradebooks kept code, or is larger than they keep. `grader batch … --resume` adds what is missing.");
        for (int i = 0; i < (files?.Count ?? 0); i++)
        {
            SourceFile file = files![i];
            string[] lines = LinesOf(file.Text);
            var html = new StringBuilder();
            string name = StudentText.Html(StudentText.Terminal(file.Name));
            _ = html.Append(CultureInfo.InvariantCulture,
                $"<details open=\"open\"><summary>{name}, {Figures.Count(lines.Length, "line")}</summary>\n<div class=\"scroll\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\"><ol class=\"code\">\n");
            for (int line = 0; line < lines.Length; line++)
                _ = html.Append(CultureInfo.InvariantCulture,
                    $"<li id=\"{Id(i, line + 1)}\"><code>{StudentText.Html(lines[line])}</code></li>\n");
            page.Both(html.Append("</ol></div>\n</details>").ToString(),
                $"### {MarkdownText.Inline(file.Name)}\n\n{MarkdownText.Fence(file.Text, "csharp", int.MaxValue, int.MaxValue)}");
        }

        page.Close();
    }

    /// <summary>Makes what a report's HTML names as <c>Attention.cs:12</c> lead to that line.</summary>
    public static string Link(string html, IReadOnlyList<SourceFile> files)
    {
        Dictionary<string, (int File, int Lines)> known = [];
        for (int i = 0; i < files.Count; i++) known.TryAdd(StudentText.Html(files[i].Name), (i, LinesOf(files[i].Text).Length));
        return Place().Replace(html, match =>
            known.TryGetValue(match.Groups["file"].Value, out (int File, int Lines) at)
            && int.TryParse(match.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line >= 1
                && line <= at.Lines
                ? $"<a href=\"#{Id(at.File, line)}\">{match.Value}</a>"
                : match.Value);
    }

    /// <summary>Returns a text's lines, without what ends them.</summary>
    /// <remarks>Lines end where the compiler ends them, so that they count alike.</remarks>
    internal static string[] LinesOf(string text) => LineEnd().Split(text) is [.. var lines, ""] ? lines : LineEnd().Split(text);

    private static string Id(int file, int line) => string.Create(CultureInfo.InvariantCulture, $"code-{file + 1}-{line}");

    [GeneratedRegex(@"\r\n|[\r\n\u0085\u2028\u2029]", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();

    [GeneratedRegex("<code>(?<file>[^<>:]+):(?<line>[0-9]{1,6})(?::[0-9]+)?</code>", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
