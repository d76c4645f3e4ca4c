using System.Globalization;
using System.Text;
using LLMCourse.Classes.Batches;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>A text in the form in which names are looked for, with the place in the original of each of its characters: letters are small
/// and without accents, what cannot be seen is gone, white space is one space.</summary>
internal sealed class FoldedText
{
    private readonly List<int> _places = [];

    /// <summary>Folds a text.</summary>
    public FoldedText(string original)
    {
        Original = original;
        StringBuilder folded = new(original.Length);
        for (int i = 0; i < original.Length;)
        {
            bool whole = Rune.TryGetRuneAt(original, i, out Rune rune);
            foreach (char c in whole ? Folded(rune) : original[i].ToString())
            {
                if (c == ' ' && folded.Length > 0 && folded[^1] == ' ') continue;
                folded.Append(c);
                _places.Add(i);
            }

            i += whole ? rune.Utf16SequenceLength : 1;
        }

        _places.Add(original.Length);
        Text = folded.ToString();
    }

    /// <summary>Gets the text as it was.</summary>
    public string Original { get; }

    /// <summary>Gets the text in which to look.</summary>
    public string Text { get; }

    /// <summary>Returns where a character of <see cref="Text"/> begins in <see cref="Original"/>;
    /// for the length, the original's length.</summary>
    public int PlaceOf(int at) => _places[at];

    /// <summary>Folds a name that is looked for.</summary>
    public static string Of(string text) => new FoldedText(text).Text.Trim();

    private static string Folded(Rune rune)
    {
        if (rune.IsAscii) return Rune.IsWhiteSpace(rune) ? " " : char.ToLowerInvariant((char)rune.Value).ToString();
        if (Rune.IsWhiteSpace(rune)) return " ";

        // What Unicode does not take apart, as people write it where a keyboard lacks it.
        string? written = rune.ToString() switch
        {
            "ß" or "ẞ" => "ss",
            "ø" or "Ø" => "o",
            "ł" or "Ł" => "l",
            "æ" or "Æ" =>
            "ae",
            "œ" or "Œ" => "oe",
            "đ" or "Đ" => "d",
            "ı" => "i",
            "’" => "'",
            _ => null
        };
        if (written is not null) return written;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) return "";
        if (!rune.IsBmp) return Rune.ToLowerInvariant(rune).ToString();
        char bare = Composition.BaseOf((char)rune.Value);

        // Full-width letters and digits.
        return char.ToLowerInvariant(bare is >= '\uFF01' and <= '\uFF5E' ? (char)(bare - 0xFEE0) : bare).ToString();
    }
}
