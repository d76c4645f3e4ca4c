using System.Globalization;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Shows what the compiler or the inspector says, with the line of source and a caret below the column.</summary>
internal static class NoteMarkdown
{
    private const int Width = 110;

    /// <summary>Writes a note as a paragraph and, where there is one, the source line.</summary>
    public static string Block(SourceNote note)
    {
        string where = note.Place is SourcePlace place ? $"**{MarkdownText.Code(Plain(place))}** " : "";
        string head = $"{where}{MarkdownText.Inline(note.Code)}: {MarkdownText.Inline(note.Message)}";
        return string.IsNullOrWhiteSpace(note.SourceLine)
            ? head
            : $"{head}\n\n{MarkdownText.Fence(Excerpt(note.SourceLine, note.Place), "text", 1000)}";
    }

    /// <summary>Writes a place as <c>Attention.cs:42:17</c>, without the column when it is unknown.</summary>
    public static string Plain(SourcePlace place) =>
        place.Column > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{place.File}:{place.Line}:{place.Column}")
            : string.Create(CultureInfo.InvariantCulture, $"{place.File}:{place.Line}");

    /// <summary>Writes a source line with its number and a caret; a long line is cut around the column.</summary>
    internal static string Excerpt(string line, SourcePlace? place)
    {
        // What is made visible may be wider than it was, so the caret's column is counted after that.
        int column = Math.Clamp((place?.Column ?? 0) - 1, -1, line.Length);
        string before = column < 0 ? "" : Flat(line[..column]);
        string whole = before + Flat(line[Math.Max(column, 0)..]);
        int indent = whole.Length - whole.TrimStart(' ').Length;
        int start = Math.Min(indent, before.Length);
        if (before.Length - start > Width - 30) start = before.Length - (Width - 30);
        string shown = whole[start..];
        string lead = start > indent ? "…" : "";
        if (shown.Length > Width) shown = shown[..Width] + "…";
        string number = place is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{place.Line} | ");
        string text = $"{number}{lead}{shown}";
        return column < 0 ? text : $"{text}\n{Margin(number)}{new string(' ', lead.Length + before.Length - start)}^";
    }

    private static string Flat(string text) =>
        StudentText.Visible(text.Replace("\t", "    ", StringComparison.Ordinal)).Replace("\n", " ", StringComparison.Ordinal);

    private static string Margin(string number) => number.Length == 0 ? "" : new string(' ', number.Length - 2) + "| ";
}
