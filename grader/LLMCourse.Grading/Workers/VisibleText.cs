using System.Globalization;
using System.Text;

namespace LLMCourse.Grading.Workers;

/// <summary>Makes text of a submission safe to print: terminal escapes, other control characters and
/// direction overrides become visible.</summary>
public static class VisibleText
{
    /// <summary>Returns the text with newlines and tabs kept, carriage returns before newlines dropped, and all else that is invisible
    /// written as <c>\u001B</c>.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var visible = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]) && IsVisible(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                visible.Append(c).Append(text[++i]);
            else if (c is '\n' or '\t' || IsVisible(CharUnicodeInfo.GetUnicodeCategory(c)))
                visible.Append(c);
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return visible.ToString();
    }

    private static bool IsVisible(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
