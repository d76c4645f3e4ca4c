using System.Globalization;
using System.Text;

namespace LLMCourse.M01;

/// <summary>Cuts a text into pieces for M01.E2 and M01.E3, by the pattern of M01.E4. Given; there is nothing to do here.</summary>
internal static class Pieces
{
    private const byte Sign = 0, Letter = 1, Number = 2, Space = 3;

    /// <summary>Returns the pieces from left to right, which cover the text without gaps.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    public static IEnumerable<Range> Of(string text)
    {
        byte[] kinds = KindsOf(text);
        for (int start = 0; start < text.Length;)
        {
            int end = EndOf(text, kinds, start);
            yield return start..end;
            start = end;
        }
    }

    private static int EndOf(string text, byte[] kinds, int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start + 1);
        if (text[start] == '\'' && rest is ['s' or 'd' or 'm' or 't', ..]) return start + 2;
        if (text[start] == '\'' && (rest is ['l', 'l', ..] or ['v', 'e', ..] or ['r', 'e', ..])) return start + 3;

        int first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        if (kinds[first] == Space) first = start;
        int end = kinds.AsSpan(first).IndexOfAnyExcept(kinds[first]);
        end = end < 0 ? text.Length : first + end;
        return kinds[first] == Space && end < text.Length && end > start + 1 ? end - 1 : end;
    }

    // Both halves of a surrogate pair have the kind of the character.
    private static byte[] KindsOf(string text)
    {
        byte[] kinds = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAscii(c)) kinds[i] = char.IsAsciiLetter(c) ? Letter : char.IsAsciiDigit(c) ? Number : char.IsWhiteSpace(c) ? Space : Sign;
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) kinds[i] = kinds[++i] = KindOf(new Rune(c, text[i]));
            else kinds[i] = char.IsSurrogate(c) ? Sign : KindOf(new Rune(c));
        }

        return kinds;
    }

    private static byte KindOf(Rune rune) =>
        Rune.IsLetter(rune) ? Letter
        : Rune.IsWhiteSpace(rune) ? Space
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber ? Number
        : Sign;
}
