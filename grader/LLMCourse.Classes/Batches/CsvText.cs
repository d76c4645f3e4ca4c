using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Comma-separated values as in RFC 4180: quotes around what holds a comma, a quote or a line break; a quote is doubled.</summary>
internal static partial class CsvText
{
    /// <summary>Reads all rows; line breaks may be LF or CR LF.</summary>
    /// <param name="text">The text; a byte order mark is skipped.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="CourseException">A quote is not closed, or stands within an unquoted field.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text, string source, char separator = ',')
    {
        List<IReadOnlyList<string>> rows = [];
        List<string> row = [];
        StringBuilder field = new();
        int line = 1;
        bool quoted = false, wasQuoted = false;
        for (int i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n') line++;
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"' && field.Length == 0 && !wasQuoted)
            {
                quoted = wasQuoted = true;
            }
            else if (c == '"')
            {
                throw new CourseException($"{source}:{line}: a quote within a field must be doubled, and the field quoted.");
            }
            else if (c == separator || c == '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                wasQuoted = false;
                if (c == separator) continue;
                rows.Add(row);
                row = [];
            }
            else if (c != '\r' || i + 1 >= text.Length || text[i + 1] != '\n')
            {
                field.Append(c);
            }
        }

        if (quoted) throw new CourseException($"{source}:{line}: a quote is not closed.");
        if (field.Length > 0 || row.Count > 0 || wasQuoted) rows.Add([.. row, field.ToString()]);
        return rows;
    }

    /// <summary>Reads a file of text, strictly.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">What to do when it is not UTF-8.</param>
    /// <exception cref="CourseException">It is not UTF-8.</exception>
    public static string ReadUtf8(string path, string advice)
    {
        try
        {
            // Not File.ReadAllText: it puts U+FFFD for what it cannot read, and a name would be lost.
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException e)
        {
            throw new CourseException($"{path} is not UTF-8. {advice}", e);
        }
    }

    /// <summary>Finds out what separates fields: what the header has most of outside of quotes.</summary>
    public static char SeparatorOf(string text)
    {
        Dictionary<char, int> counts = new() { [','] = 0, [';'] = 0, ['\t'] = 0 };
        bool quoted = false;
        foreach (char c in text.TakeWhile(c => quoted || c != '\n'))
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && counts.TryGetValue(c, out int count)) counts[c] = count + 1;
        }

        return counts.MaxBy(c => c.Value).Key;
    }

    /// <summary>Writes one row with CR LF, each field as <see cref="Inert"/> makes it.</summary>
    public static string Row(IEnumerable<string> fields, char separator = ',') =>
        string.Join(separator, fields.Select(f => Field(f, separator))) + "\r\n";

    /// <summary>Puts an apostrophe before what a spreadsheet would take for a formula; numbers and a lone hyphen stay.</summary>
    /// <remarks>OWASP, "CSV injection": cells that begin with =, +, -, @ (in full width too), a tab or a line break. Where semicolons
    /// separate cells, as in much of Europe, a spreadsheet cuts a file with commas at semicolons, whatever the quotes,
    /// so the rule holds within a field too.</remarks>
    public static string Inert(string text)
    {
        if (text.AsSpan().IndexOfAny(Suspects) < 0 || text == "-"
            || decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return text;
        string inner = FormulaWithin().Replace(text, "$0'");
        return FormulaStart().IsMatch(inner) ? "'" + inner : inner;
    }

    private static readonly SearchValues<char> Suspects = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private static string Field(string text, char separator)
    {
        string safe = Inert(text);
        bool quotes = safe.Contains(separator) || safe.AsSpan().IndexOfAny("\",\r\n") >= 0
            || (safe.Length > 0 && (safe[0] == ' ' || safe[^1] == ' '));
        return quotes ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    [GeneratedRegex(@"\A(?:[\t\r\n]|\s*[=+\-@＝＋－＠])", RegexOptions.CultureInvariant)]
    private static partial Regex FormulaStart();

    [GeneratedRegex(@"[;,\t\r\n][\s""]*(?=[=+\-@＝＋－＠])", RegexOptions.CultureInvariant)]
    private static partial Regex FormulaWithin();
}
