using System.Globalization;
using System.Text;

namespace LLMCourse.M01;

/// <summary>A tokenizer whose tokens are the characters of a text, where a character is a Unicode code point.</summary>
/// <remarks>
/// <para>Ids are given by the order of the code points: the least one that occurs gets 0. The same text gives the same ids on every machine,
/// whatever the order in which a dictionary or a set happens to hold its entries.</para>
/// <para>A <see cref="string"/> holds UTF-16 code units, of which 😀 needs two; neither half is a character. See The Unicode Standard,
/// §3.8 and §3.9 (<see href="https://www.unicode.org/versions/latest/core-spec/chapter-3/"/>).</para>
/// </remarks>
public sealed class CharTokenizer
{
    /// <summary>Gets how many ids there are: one for each character, and one more for unknown ones where there is such an id.</summary>
    [Exercise("M01.E1", Title = "Character tokenizer", Weight = 1)]
    public int VocabularySize
    {
        get
        {
            // TODO M01.E1: the number of different characters, plus one with an id for unknown ones.
            throw new NotImplementedException("M01.E1: the number of different characters, plus one with an id for unknown ones.");
        }
    }

    /// <summary>Gets the id of what is not in the vocabulary: the last one. Null where there is none.</summary>
    [Exercise("M01.E1")]
    public int? UnknownId
    {
        get
        {
            // TODO M01.E1: the last id, or null.
            throw new NotImplementedException("M01.E1: the last id, or null.");
        }
    }

    /// <summary>Makes a tokenizer for the characters of a text.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    /// <param name="withUnknown">Whether there is an id, the last one, for characters that <paramref name="text"/> does not have.</param>
    /// <returns>The tokenizer; its ids are the ranks of the code points.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null, or has half of a surrogate pair without the other half.</exception>
    /// <remarks>Example: "banana" gives a → 0, b → 1, n → 2.</remarks>
    [Exercise("M01.E1")]
    public static CharTokenizer Train(string text, bool withUnknown = false)
    {
        // TODO M01.E1: collect the different code points (not UTF-16 units) of the text, and sort them by value.
        throw new NotImplementedException("M01.E1: collect the different code points (not UTF-16 units) of the text, and sort them by value.");
    }

    /// <summary>Turns a text into ids, one for each code point.</summary>
    /// <param name="text">Any text, also an empty one.</param>
    /// <returns>The ids, in the order of the text.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="text"/> is null, has half of a surrogate pair, or has a character that is not in the vocabulary although there is no
    /// id for unknown ones.
    /// </exception>
    [Exercise("M01.E1")]
    public int[] Encode(string text)
    {
        // TODO M01.E1: look up the id of each code point; one that has none gets UnknownId, or is refused.
        throw new NotImplementedException("M01.E1: look up the id of each code point; one that has none gets UnknownId, or is refused.");
    }

    /// <summary>Turns ids into text: what <see cref="Encode"/> was given, when it knew every character.</summary>
    /// <param name="ids">Ids from 0 to <see cref="VocabularySize"/> − 1; the one for unknown characters is written <c>&lt;unk&gt;</c>.</param>
    /// <returns>The text; empty for no ids.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    [Exercise("M01.E1")]
    public string Decode(ReadOnlySpan<int> ids)
    {
        // TODO M01.E1: append the character of each id.
        throw new NotImplementedException("M01.E1: append the character of each id.");
    }
}
