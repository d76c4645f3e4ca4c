
namespace LLMCourse.M07;

/// <summary>Finds personal data in texts and puts tokens in its place.</summary>
public static class Redactor
{
    /// <summary>The most characters of a word in which something is looked for.</summary>
    public const int LongestWord = 320;

    /// <summary>Masks the personal data in a text.</summary>
    /// <remarks>
    /// <para>Letters and digits are those of ASCII here. A <i>word</i> is a maximal run of letters, digits and <c>. _ + - @</c>; every
    /// other character
    /// separates words. Punctuation at the ends of a word is not looked at: <c>. _ - @</c>, and <c>+</c> too, but not before the first
    /// digit of a word.
    /// A word of more than <see cref="LongestWord"/> characters holds nothing. What is found is always one whole word, or several whole
    /// words with one
    /// space (U+0020) between two, of which only the first may begin and only the last may end with such punctuation; IPv6 addresses
    /// apart.</para>
    /// <para><b>E-mail</b>: 1 to 64 characters that are no <c>@</c>, one <c>@</c>, at most 253 characters of labels with a dot between two. A label has 1 to 63
    /// letters,
    /// digits and dashes, and no dash at an end; there are two or more, and the last has 2 to 24 letters and nothing else.</para>
    /// <para><b>IPv4</b>: four numbers of 0 to 255 without leading zeros, with dots.</para>
    /// <para><b>IPv6</b>: a maximal run of colons and words of 1 to 4 hexadecimal digits: eight groups, or up to seven and one <c>::</c>.
    /// It holds a digit 0 to 9
    /// (<c>dead::beef</c> is code). It does not follow a colon, and where it begins with one, neither a word nor <c>|</c>. A single colon
    /// at its end does not
    /// belong to it. Where the run, with that colon, ends in a colon, neither a letter nor a digit nor <c>|</c> may follow.</para>
    /// <para><b>Card</b>: 13 to 19 digits that pass <see cref="Luhn"/>, in one piece, or in groups with one dash or one space between two
    /// (the same throughout):
    /// four digits first, then three to six each. Of words with spaces, the most that pass.</para>
    /// <para><b>IBAN</b>: what <see cref="Iban"/> accepts, in one piece or in groups of four (the last may be shorter) with one space
    /// between two.</para>
    /// <para><b>Phone</b>: <c>+</c> and 8 to 15 digits, the first not 0, with at most one dash, dot or space between two; it is the first
    /// word alone where that
    /// has eight digits, and otherwise as many words as fit. Or <c>AAA-EEE-NNNN</c>, with dots or spaces in the place of both dashes, and
    /// <c>1</c> and the same
    /// separator before it or not; or <c>(AAA) EEE-NNNN</c>, with the space or without. A and E begin with 2 to 9.</para>
    /// <para>A word with an <c>@</c> in it is an e-mail address or nothing. The text is read from the left; what is found first is masked,
    /// and reading goes on behind it. To mask a masked text changes nothing. The time grows
    /// with the length of the text, whatever is in it.</para>
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <returns>The masked text and how much of each kind was in it.</returns>
    [Exercise("M07.E1", Title = "Finding and masking personal data", Weight = 2)]
    public static MaskedText Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: cut the text into words, ask of each whether one of the kinds begins there, and put the tokens in.
        throw new NotImplementedException("M07.E1: cut the text into words, ask of each whether one of the kinds begins there, and put the tokens in.");
    }
}
