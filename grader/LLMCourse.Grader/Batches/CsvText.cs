using System.Globalization;
using System.Text;
using LLMCourse.Grader.Course;

namespace LLMCourse.Grader.Batches;

/// <summary>Comma-separated values as in RFC 4180: quotes around what holds a comma, a quote or a line break; a quote is doubled.</summary>
internal static class CsvText
{
    /// <summary>Reads all rows; line breaks may be LF or CR LF.</summary>
    /// <param name="text">The text; a byte order mark is skipped.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="CourseException">A quote is not closed, or stands within an unquoted field.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text, string source)
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
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                wasQuoted = false;
                if (c == ',') continue;
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

    /// <summary>Writes one row with CR LF. A field that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    /// <remarks>OWASP, "CSV injection": cells that begin with =, +, -, @, a tab or a line break.</remarks>
    public static string Row(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    private static string Field(string text)
    {
        bool number = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        string safe = text.Length > 0 && !number && text != "-" && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        bool quotes = safe.AsSpan().IndexOfAny("\",\r\n") >= 0 || (safe.Length > 0 && (safe[0] == ' ' || safe[^1] == ' '));
        return quotes ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
