using System.Text;

namespace LLMCourse.Grading.Reports;

/// <summary>Puts text that a student may have influenced into Markdown: as text, as code, as a block of output.</summary>
/// <remarks>Written for CommonMark with tables, as GitHub and Markdig read it. No text that went through here can open an element of
/// HTML, a link, an image, a heading, a list, a table cell, a formula or a fence.</remarks>
public static class MarkdownText
{
    private const int InlineLimit = 600;

    /// <summary>Writes text in a sentence; spans between backticks become code, everything else is plain.</summary>
    /// <param name="text">For example "`q` has the wrong shape."; null counts as empty.</param>
    /// <param name="limit">The largest number of characters; what is beyond is counted.</param>
    public static string Inline(string? text, int limit = InlineLimit)
    {
        string plain = StudentText.Cap(StudentText.Visible(text, keepLines: false), limit);
        StringBuilder made = new(plain.Length + 16);
        int at = 0;
        while (at < plain.Length)
        {
            int open = plain.IndexOf('`', at);
            int run = open < 0 ? 0 : RunLength(plain, open);
            int close = open < 0 ? -1 : FindRun(plain, open + run, run);
            if (close < 0)
            {
                // A run that nothing closes is escaped as text, and so is all before it.
                int end = open < 0 ? plain.Length : open + run;
                AppendEscaped(made, plain[at..end]);
                at = end;
                continue;
            }

            AppendEscaped(made, plain[at..open]);
            _ = made.Append(Code(plain[(open + run)..close], limit));
            at = close + run;
        }

        return made.ToString();
    }

    /// <summary>Writes text in a table's cell: plain text only, since a bar in a span of code would end the cell.</summary>
    public static string Cell(string? text, int limit = 200)
    {
        StringBuilder made = new();
        AppendEscaped(made, StudentText.Cap(StudentText.Visible(text, keepLines: false), limit));
        return made.Replace("\\|", "&#124;").ToString();
    }

    /// <summary>Writes text as a span of code, delimited by more backticks than it has in a row.</summary>
    public static string Code(string? text, int limit = 200)
    {
        string plain = StudentText.Cap(StudentText.Visible(text, keepLines: false), limit);
        if (plain.Length == 0) return "(empty)";
        string ticks = new('`', LongestRun(plain) + 1);
        return plain[0] == '`' || plain[^1] == '`' ? $"{ticks} {plain} {ticks}" : ticks + plain + ticks;
    }

    /// <summary>Writes text as a fenced block, delimited by more backticks than it has in a row.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="language">The language after the fence; a constant of ours, never a student's.</param>
    /// <param name="limit">The largest number of characters.</param>
    /// <param name="lines">The largest number of lines.</param>
    /// <returns>The block, without a newline at its end.</returns>
    public static string Fence(string? text, string language = "text", int limit = 4000, int lines = 60)
    {
        string plain = StudentText.Cap(StudentText.NoCommands(StudentText.Visible(text)).TrimEnd('\n', ' ', '\t'), limit);
        string[] all = plain.Split('\n');
        if (all.Length > lines) plain = string.Join('\n', all.Take(lines)) + $"\n… ({all.Length - lines} more lines)";
        string ticks = new('`', Math.Max(3, LongestRun(plain) + 1));
        return $"{ticks}{language}\n{plain}\n{ticks}";
    }

    private static void AppendEscaped(StringBuilder made, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char before = i > 0 ? text[i - 1] : ' ';
            char after = i + 1 < text.Length ? text[i + 1] : ' ';
            _ = c switch
            {
                '<' => made.Append("&lt;"),
                '>' => made.Append("&gt;"),
                '&' => made.Append("&amp;"),
                '\\' or '`' or '*' or '~' or '$' or '|' => made.Append('\\').Append(c),
                // Without its end a link is none; definitions of links begin a paragraph.
                ']' when after is '(' or '[' => made.Append("\\]"),
                '[' when made.Length == 0 => made.Append("\\["),
                '_' when !char.IsLetterOrDigit(before) || !char.IsLetterOrDigit(after) => made.Append("\\_"),
                // What a reader would turn into a link by itself (https://, mailto:, www.), or into a container (::).
                ':' when after is '/' or ':' || EndsWith(text, i, "mailto") || EndsWith(text, i, "xmpp") => made.Append("\\:"),
                '.' when EndsWith(text, i, "www") => made.Append("\\."),
                // What would begin a heading, a list, a rule or a quotation at the start of a paragraph.
                '#' or '+' or '-' or '=' or ':' when made.Length == 0 => made.Append('\\').Append(c),
                '.' or ')' when after == ' ' && made.Length is > 0 and < 12 && IsNumber(made) => made.Append('\\').Append(c),
                _ => made.Append(c),
            };
        }
    }

    private static bool EndsWith(string text, int end, string word) =>
        end >= word.Length && text.AsSpan(end - word.Length, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(StringBuilder made)
    {
        for (int i = 0; i < made.Length; i++)
        {
            if (!char.IsAsciiDigit(made[i])) return false;
        }

        return true;
    }

    private static int RunLength(string text, int at)
    {
        int end = at;
        while (end < text.Length && text[end] == '`') end++;
        return end - at;
    }

    private static int FindRun(string text, int from, int length)
    {
        for (int at = text.IndexOf('`', from); at >= 0; at = text.IndexOf('`', at))
        {
            int run = RunLength(text, at);
            if (run == length) return at;
            at += run;
            if (at >= text.Length) break;
        }

        return -1;
    }

    private static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
