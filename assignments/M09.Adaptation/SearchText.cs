using System.Globalization;
using System.Text;

namespace LLMCourse.M09;

/// <summary>Makes the words of a text, as a search compares them.</summary>
public static class SearchText
{
    /// <summary>Makes the words of a text: runs of letters and digits, in lower case and without marks.</summary>
    /// <remarks>
    /// Code point by code point: nonspacing marks and format characters (<see cref="UnicodeCategory.NonSpacingMark"/>,
    /// <see cref="UnicodeCategory.Format"/>) are left out and end no word. Of the others what
    /// <see cref="Rune.IsLetterOrDigit(Rune)"/> knows belongs to a word, and everything else ends it, also half a surrogate pair. What
    /// belongs to it is made lower-case (<see cref="Rune.ToLowerInvariant(Rune)"/>), and then replaced by what
    /// <see cref="Folding.ByCodePoint"/> has for it.
    /// </remarks>
    /// <param name="text">Any text.</param>
    /// <returns>The words in order, repeated ones too.</returns>
    [Exercise("M09.E6")]
    public static IReadOnlyList<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M09.E6: fold each code point, and collect the runs of letters and digits.
        throw new NotImplementedException("M09.E6: fold each code point, and collect the runs of letters and digits.");
    }
}
