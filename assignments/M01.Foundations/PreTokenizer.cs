using System.Globalization;
using System.Text;

namespace LLMCourse.M01;

/// <summary>Cuts a text into the pieces within which byte-pair encoding may merge: words with the space before them, numbers, signs, white space.</summary>
/// <remarks>
/// <para>Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.2: merges across kinds of characters are
/// prevented. The published code does it by this pattern, whose alternatives are tried from left to right at each place:</para>
/// <code>'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</code>
/// <para>There, \p{L} and \p{N} are asked of code points. .NET's regular expressions ask them of UTF-16 code units, so that a letter
/// beyond U+FFFF (𝒜, 𠀀) is two signs to them.</para>
/// </remarks>
public static class PreTokenizer
{
    /// <summary>Cuts a text into pieces.</summary>
    /// <param name="text">Any text, also an empty one. Half of a surrogate pair counts as a sign.</param>
    /// <returns>The pieces from left to right, which cover the text without gaps; none for an empty text.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null; thrown by the call, not when the first piece is asked for.</exception>
    /// <remarks>Example: <c>I'll  pay 3 €</c> → <c>I</c>, <c>'ll</c>, one space, <c> pay</c>, <c> 3</c>, <c> €</c>.</remarks>
    [Exercise("M01.E4", Title = "Pre-tokenizer", Weight = 1)]
    public static IEnumerable<Range> Split(string text)
    {
        // TODO M01.E4: yield the range of each piece of the pattern, with letters and numbers asked of code points.
        throw new NotImplementedException("M01.E4: yield the range of each piece of the pattern, with letters and numbers asked of code points.");
    }
}
