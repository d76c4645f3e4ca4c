using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LLMCourse.Grading.Reports;

/// <summary>Makes text that a student may have written harmless for where it is shown: names of files,
/// exception messages, printed output.</summary>
/// <remarks>Everything starts with <see cref="Visible"/>, so that no target sees a control character, an escape sequence or a character
/// that changes the direction of text. <see cref="MarkdownText"/> has the rules of Markdown.</remarks>
public static partial class StudentText
{
    private static readonly string[] Controls =
    [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
        "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
    ];

    /// <summary>Makes characters visible that are not, or that change how others look.</summary>
    /// <param name="text">Any text; null counts as empty.</param>
    /// <param name="keepLines">Whether line ends and tabs stay; otherwise each run of white space becomes one space.</param>
    /// <returns>The text with C0 controls by their names (⟨ESC⟩), and with C1 controls, format characters (U+202E), line and
    /// paragraph separators, noncharacters and lone surrogates as ⟨U+202E⟩. It is valid UTF-16 and valid XML 1.0 text.</returns>
    public static string Visible(string? text, bool keepLines = true)
    {
        if (string.IsNullOrEmpty(text)) return "";
        StringBuilder made = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\n' or '\t' or '\r')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
                if (c == '\r') Put(made, keepLines ? "⟨CR⟩" : " ");
                else Put(made, keepLines ? c.ToString() : " ");
            }
            else if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                Name(made, c);
            }
            else
            {
                if (rune.Utf16SequenceLength == 2) i++;
                Show(made, rune);
            }
        }

        return keepLines ? made.ToString() : SingleSpaces(made.ToString());
    }

    /// <summary>Cuts a text that is too long, never within a character, and says how much is missing.</summary>
    /// <param name="text">Any text; null counts as empty.</param>
    /// <param name="maximum">The largest number of UTF-16 units to keep; at least 1.</param>
    public static string Cap(string? text, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        if (text is null || text.Length <= maximum) return text ?? "";
        int keep = char.IsHighSurrogate(text[maximum - 1]) ? maximum - 1 : maximum;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, keep)}… ({text.Length - keep} more characters)");
    }

    /// <summary>Prepares text for an element or a quoted attribute of HTML.</summary>
    public static string Html(string? text) => WebUtility.HtmlEncode(Visible(text));

    /// <summary>Prepares text for an XML 1.0 writer, which encodes markup itself but refuses characters that XML does not have.</summary>
    public static string Xml(string? text) => NoCommands(Visible(text));

    /// <summary>Keeps the lines of a text from being workflow commands, should somebody print the report in a
    /// workflow: ::error becomes ⟨:⟩:error.</summary>
    public static string NoCommands(string text) => CommandStart().Replace(text, "⟨$0⟩");

    /// <summary>Prepares text for one line of a terminal: no escape sequence survives.</summary>
    public static string Terminal(string? text) => Visible(text, keepLines: false);

    /// <summary>Prepares text for the message of a GitHub workflow command.</summary>
    public static string WorkflowData(string? text) =>
        Visible(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>Prepares text for a property, such as <c>title</c>, of a GitHub workflow command.</summary>
    public static string WorkflowProperty(string? text) =>
        WorkflowData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static void Show(StringBuilder made, Rune rune)
    {
        int value = rune.Value;
        if (value < 0x20) Put(made, $"⟨{Controls[value]}⟩");
        else if (value == 0x7F) Put(made, "⟨DEL⟩");
        else if (Hides(rune)) Name(made, value);
        else Put(made, rune.ToString());
    }

    private static bool Hides(Rune rune) =>
        (rune.Value & 0xFFFE) == 0xFFFE
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        // Blank though they count as letters; known from look-alike names.
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    private static void Name(StringBuilder made, int value) => made.Append(CultureInfo.InvariantCulture, $"⟨U+{value:X4}⟩");

    private static void Put(StringBuilder made, string text) => made.Append(text);

    private static string SingleSpaces(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // A runner trims white space of any kind before it looks for "::"; for the older "##[" it looks anywhere in a line.
    [GeneratedRegex(@"(?<=^[^\S\n]*):(?=:)|#(?=#\[)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CommandStart();
}
