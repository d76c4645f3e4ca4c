#region Solution
using System.Text;
#endregion

namespace LLMCourse.M12;

/// <summary>Puts what was measured into a report, so that no number in it is typed.</summary>
public static class ReportRenderer
{
    /// <summary>Fills in a template.</summary>
    /// <remarks>
    /// <para>A placeholder is <c>{{</c>, a kind, a colon, a name, <c>}}</c>, without spaces around any of them:</para>
    /// <list type="table">
    /// <item><term><c>{{metric:key}}</c>, <c>{{metric:key|format}}</c></term><description>the metric, by <see cref="MetricFormat"/>;
    /// the key ends at the first <c>|</c></description></item>
    /// <item><term><c>{{figure:name}}</c></term><description><c>![alt](file)</c>, with a backslash before each <c>\</c>, <c>[</c>
    /// and <c>]</c> of the alternative text</description></item>
    /// <item><term><c>{{item:id}}</c></term><description><c>[id](items.md#id)</c></description></item>
    /// </list>
    /// <para>Read is from the left. A placeholder ends at the next <c>}}</c>. <c>\{{</c> stands for two braces, and begins no placeholder;
    /// a backslash before anything else is a backslash. <c>}}</c> outside of a placeholder is text. Code is filled in like prose. What was
    /// filled in is not read again. A line break of Windows (<c>\r\n</c>) becomes <c>\n</c>; all else stays as it is.</para>
    /// </remarks>
    /// <param name="template">The template.</param>
    /// <param name="data">What was measured.</param>
    /// <exception cref="TemplateException">
    /// The first placeholder from the left that has no end, or is of an unknown kind (all of it, where it has no colon), name, or format, or
    /// that writes as a count what is not whole. Where a kind or a name is unknown, the suggestions are the three known ones (fewer if there are not so
    /// many) of the least Levenshtein distance in UTF-16 code units, the nearest first, and of two at the same distance the one that is
    /// ordinally less; the message names them as well. Otherwise there are none.
    /// </exception>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static string Render(string template, ReportData data)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(data);
        // TODO M12.E8: copy up to the next "{{", then either two braces or the value of the placeholder, and go on behind it.
        #region Solution
        string text = template.Replace("\r\n", "\n", StringComparison.Ordinal);
        StringBuilder report = new();
        int done = 0;
        while (text.IndexOf("{{", done, StringComparison.Ordinal) is >= 0 and int open)
        {
            bool isEscaped = open > 0 && text[open - 1] == '\\';
            _ = report.Append(text, done, open - done - (isEscaped ? 1 : 0));
            if (isEscaped)
            {
                _ = report.Append("{{");
                done = open + 2;
                continue;
            }

            int close = text.IndexOf("}}", open + 2, StringComparison.Ordinal);
            if (close < 0) throw Error(text, open, "a placeholder must end with }}, and this one does not.");
            _ = report.Append(Value(text, open, text[(open + 2)..close], data));
            done = close + 2;
        }

        return report.Append(text, done, text.Length - done).ToString();
        #endregion
    }

    #region Solution
    private static string Value(string text, int open, string placeholder, ReportData data)
    {
        (string kind, string name) = placeholder.IndexOf(':', StringComparison.Ordinal) is >= 0 and int colon
            ? (placeholder[..colon], placeholder[(colon + 1)..])
            : (placeholder, "");
        switch (kind)
        {
            case "metric":
                string[] parts = name.Split('|', 2);
                if (!data.Metrics.TryGetValue(parts[0], out decimal value)) throw Unknown(text, open, "metric", parts[0], data.Metrics.Keys);
                try
                {
                    return MetricFormat.Write(value, parts.Length > 1 ? parts[1] : null);
                }
                catch (ArgumentException e)
                {
                    throw Error(text, open, e.Message);
                }

            case "figure":
                if (!data.Figures.TryGetValue(name, out ReportFigure? figure)) throw Unknown(text, open, "figure", name, data.Figures.Keys);
                string alt = figure.Alt.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
                return $"![{alt}]({figure.File})";

            case "item":
                if (data.Items.All(item => item.Id != name)) throw Unknown(text, open, "item", name, data.Items.Select(item => item.Id));
                return $"[{name}](items.md#{name})";

            default:
                throw Unknown(text, open, "kind of placeholder", kind, ["figure", "item", "metric"]);
        }
    }

    private static TemplateException Unknown(string text, int open, string what, string name, IEnumerable<string> known)
    {
        string[] nearest = [.. known.OrderBy(other => Distance(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(3)];
        return Error(text, open, $"there is no {what} '{name}'; it must be one that is known, such as {string.Join(", ", nearest)}.", nearest);
    }

    private static TemplateException Error(string text, int open, string message, params string[] suggestions) =>
        new(message, 1 + text.AsSpan(0, open).Count('\n'), open - text.AsSpan(0, open).LastIndexOf('\n'), suggestions);

    // How many characters have to be put in, taken out or changed. row[j]: from the first characters of a to the first j of b.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int corner = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int changed = corner + (a[i] == b[j] ? 0 : 1);
                corner = row[j + 1];
                row[j + 1] = Math.Min(changed, 1 + Math.Min(row[j], corner));
            }
        }

        return row[b.Length];
    }
    #endregion
}
