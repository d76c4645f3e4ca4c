using System.Globalization;
using System.Text;

namespace LLMCourse.Checks;

/// <summary>Says in words how a text differs from the right one: what kind of difference it is,
/// where it begins, and what stands there.</summary>
internal static class TextDifference
{
    /// <summary>Texts up to this length are shown as they are.</summary>
    private const int Short = 60;

    /// <summary>How much of a longer text is shown before and from the first difference on.</summary>
    private const int Before = 12, From = 36;

    /// <summary>Says what kind of difference it is, to go behind "is wrong"; empty where there is nothing more to say.</summary>
    public static string Kind(string expected, string actual)
    {
        if (expected.ReplaceLineEndings("\n") == actual.ReplaceLineEndings("\n")) return ": only line ends differ";
        if (WithoutSpace(expected) == WithoutSpace(actual)) return ": only white space differs";
        if (expected.Equals(actual, StringComparison.OrdinalIgnoreCase)) return ": only upper and lower case differ";
        if (actual.Length == 0) return ": it is empty";
        if (expected.Length > 0 && expected.StartsWith(actual, StringComparison.Ordinal)) return ": it ends too early";
        if (expected.Length > 0 && actual.StartsWith(expected, StringComparison.Ordinal)) return ": it goes on where it should end";
        string[] wanted = Lines(expected), given = Lines(actual);
        return wanted.Length > 1 && wanted.Order(StringComparer.Ordinal).SequenceEqual(given.Order(StringComparer.Ordinal))
            ? ": the lines are right, but in another order"
            : "";
    }

    /// <summary>Says where the first difference is, and what stands there.</summary>
    public static string Place(string expected, string actual)
    {
        if (Math.Max(expected.Length, actual.Length) <= Short && !expected.Contains('\n') && !actual.Contains('\n'))
            return $"Expected {Quote(expected, 0, expected.Length)}, got {Quote(actual, 0, actual.Length)}.";
        int at = expected.AsSpan().CommonPrefixLength(actual);
        if (at > 0 && char.IsHighSurrogate(expected[at - 1])) at--; // half a character is none
        int line = expected.AsSpan(0, at).Count('\n'), begin = expected.LastIndexOf('\n', Math.Max(0, at - 1), Math.Max(0, at)) + 1;
        string place = Lines(expected).Length > 1 || Lines(actual).Length > 1
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line + 1}, character {at - begin + 1}")
            : string.Create(CultureInfo.InvariantCulture, $"Character {at + 1}");
        string lines = Lines(expected).Length == Lines(actual).Length
            ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $" There should be {Count(Lines(expected).Length)}, and there are {Lines(actual).Length}.");
        return $"{place}: expected {Around(expected, begin, at)}, got {Around(actual, begin, at)}.{lines}";
    }

    /// <summary>Puts a text into quotation marks, cut where it is long.</summary>
    public static string Quote(string text) => text.Length <= Short ? Quote(text, 0, text.Length) : $"{Quote(text, 0, Short)}…";

    /// <summary>Shows the line of a text around a place.</summary>
    private static string Around(string text, int lineBegin, int at)
    {
        if (at >= text.Length) return "the end of the text";
        int begin = Math.Max(lineBegin, at - Before), end = text.IndexOf('\n', at) is var next && next < 0
            ? text.Length
            : Math.Max(next, at + 1);
        end = Math.Min(end, at + From);
        if (begin > 0 && char.IsLowSurrogate(text[begin])) begin++;
        if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
        return $"{(begin > lineBegin ? "…" : "")}{Quote(text, begin, end)}{(end < text.Length && text[end] != '\n' && text[end - 1] != '\n' ? "…" : "")}";
    }

    /// <summary>Puts a text into quotation marks, and writes what cannot be seen.</summary>
    private static string Quote(string text, int begin, int end)
    {
        StringBuilder shown = new("\"");
        foreach (char c in text.AsSpan(begin, end - begin))
        {
            _ = c switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                _ when c != ' ' && (char.IsControl(c) || char.IsWhiteSpace(c)
                    || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark) =>
                        shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => shown.Append(c),
            };
        }

        return shown.Append('"').ToString();
    }

    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static string Count(int lines) => lines == 1 ? "1 line" : string.Create(CultureInfo.InvariantCulture, $"{lines} lines");
}
