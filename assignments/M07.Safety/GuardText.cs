using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.M07;

/// <summary>Makes texts that look alike equal, before they are compared.</summary>
public static class GuardText
{
    /// <summary>Folds a text, so that spelling it otherwise does not hide it.</summary>
    /// <remarks>
    /// Each code point is folded without regard to its neighbours, so that a text may come in pieces. Left out are nonspacing and
    /// enclosing marks (Mn, Me) and format characters (Cf: zero-width spaces, soft hyphens, tags). White space becomes a space, and of
    /// several in a row the first one stays, also where something that is left out stands between them. Fullwidth ASCII (U+FF01 to
    /// U+FF5E) becomes ASCII, and everything lower case, as in the invariant culture. Half a surrogate pair counts as U+FFFD.
    /// <para>Differs from what is common: there is no <see cref="string.Normalize()"/>, which does nothing where .NET runs without ICU,
    /// as it does in this course. So "é" in one code point is not "e", and in two it is.</para>
    /// </remarks>
    /// <param name="text">Any text.</param>
    /// <returns>The folded text: "Ｚor\u200Bb\t\tLAT" becomes "zorb lat".</returns>
    [Exercise("M07.E3")]
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E3: fold code point by code point, and keep the first space of each run.
        throw new NotImplementedException("M07.E3: fold code point by code point, and keep the first space of each run.");
    }

    /// <summary>Hashes a word for <see cref="WordDetector"/>.</summary>
    /// <param name="word">The word.</param>
    /// <returns>SHA-256 of the folded word in UTF-8, as 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="ArgumentException">The folded word is empty, or has a character that is neither a letter nor a digit.</exception>
    [Exercise("M07.E3")]
    public static string Hash(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        // TODO M07.E3: hash the folded word.
        throw new NotImplementedException("M07.E3: hash the folded word.");
    }
}
