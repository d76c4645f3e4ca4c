using System.Globalization;
using System.Text;

namespace LLMCourse.Classes.Batches;

/// <summary>Brings names and keys of people to one form, and tells which look alike without being the same.</summary>
internal static class PersonName
{
    // Letters of other scripts that look like Latin ones (https://www.unicode.org/reports/tr39/, confusables, in small).
    private const string Foreign = "аеіјорсухһԁԛѕвкмнтАВСЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαιρνυ";
    private const string Latin = "aeijopcyxhdqsbkmhtABCEHIJKMOPSTXYABEZHIKMNOPTYXoaipvu";

    /// <summary>Composes a name (NFC), drops what cannot be seen, and leaves single spaces.</summary>
    public static string Clean(string name)
    {
        StringBuilder seen = new();
        foreach (Rune rune in Composition.Of(name).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control) continue;
            _ = seen.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }

        return string.Join(' ', seen.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Returns what two spellings of one name have in common: logins and e-mail addresses do not tell cases apart.</summary>
    public static string Folded(string name) => Clean(name).ToLowerInvariant();

    // Full-width letters and digits.
    private static char Narrow(char c) => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;

    /// <summary>Writes a name so that letters which look like others can be told: each that is not ASCII with its number.</summary>
    public static string Spelt(string name)
    {
        string[] foreign = [.. name.EnumerateRunes().Where(r => !r.IsAscii)
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"U+{r.Value:X4}")).Distinct()];
        return $"'{name}'{(foreign.Length == 0 ? "" : $" (with {string.Join(", ", foreign.Take(4))})")}";
    }

    /// <summary>Returns a form that names have in common which look alike, such as with a Cyrillic а for a Latin a.</summary>
    public static string Skeleton(string name)
    {
        StringBuilder plain = new();
        foreach (char c in Clean(name).Select(Narrow))
            _ = plain.Append(Foreign.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? Latin[at] : c);
        return plain.ToString().ToLowerInvariant().Replace('0', 'o').Replace('1', 'l').Replace("rn", "m", StringComparison.Ordinal);
    }
}
