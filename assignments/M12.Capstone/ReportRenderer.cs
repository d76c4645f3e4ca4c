
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
        throw new NotImplementedException("M12.E8: copy up to the next \"{{\", then either two braces or the value of the placeholder, and go on behind it.");
    }
}
