using System.Text;
using System.Text.RegularExpressions;

namespace LLMCourse.M01;

/// <summary>Learns a byte-level byte-pair encoding from a text.</summary>
/// <remarks>
/// <para>Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", §3.2 and algorithm 1
/// (<see href="https://arxiv.org/abs/1508.07909"/>); over bytes as in Radford et al. 2019, §2.2. Differs: no end-of-word sign, since pieces
/// carry the space before them.</para>
/// </remarks>
public static class BpeTrainer
{
    /// <summary>Merges the most frequent pair of neighbouring tokens, over and over, until the vocabulary is full.</summary>
    /// <param name="text">The text to learn from; may be empty. Half of a surrogate pair is learned as U+FFFD.</param>
    /// <param name="vocabularySize">How many tokens to end up with: 256 bytes, the merges and the special tokens.</param>
    /// <param name="special">
    /// Texts that are one token each, such as <c>&lt;|endoftext|&gt;</c>. They are cut out of the text, the leftmost first and of those that begin at the same
    /// place the longest; nothing merges across them, and they are not counted. Null for none.
    /// </param>
    /// <returns>
    /// The vocabulary and the merges. Ids 0 to 255 are the bytes, 256 and up the merges in their order, and the last ids the special tokens in
    /// the order given. There are fewer merges than asked for when no pair is left.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="vocabularySize"/> is below 256 plus the number of special tokens, or a special token is empty or given twice.
    /// </exception>
    /// <remarks>
    /// <para>Each part between special tokens is cut into pieces by <c>Pieces.Of</c>, and pairs are counted within pieces, at every place, so that
    /// <c>aaa</c> has the pair (a, a) twice. A merge replaces the pair from left to right in every piece.</para>
    /// <para><b>Ties:</b> of pairs that are equally frequent the greatest is merged: compare the bytes of the left tokens, and where those are equal
    /// those of the right ones; bytes are unsigned, and a beginning of a token is less than the token.</para>
    /// <para>Example: <c>aaabdaaabac</c> with 259 tokens merges (a, a), (aa, a), (aaa, b), and becomes [258, 100, 258, 97, 99].</para>
    /// </remarks>
    [Exercise("M01.E2", Title = "Byte-pair encoding: training", Weight = 4)]
    public static BpeModel Train(string text, int vocabularySize, IReadOnlyList<string>? special = null)
    {
        // TODO M01.E2: count each different piece once; count the pairs once; after a merge, count anew only the pieces that had the pair.
        throw new NotImplementedException("M01.E2: count each different piece once; count the pairs once; after a merge, count anew only the pieces that had the pair.");
    }
}
