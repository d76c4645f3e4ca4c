using System.Buffers;
using System.Text;

namespace LLMCourse.M01;

/// <summary>Encodes texts by a byte-level byte-pair encoding, whole or as they come, and decodes ids.</summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016, §3.2 (<see href="https://arxiv.org/abs/1508.07909"/>), with the pieces and bytes of Radford et al. 2019, §2.2.
/// With GPT-2's published vocabulary and merges, the ids are GPT-2's.
/// </remarks>
public sealed class BpeTokenizer
{
    /// <summary>Creates a tokenizer.</summary>
    /// <param name="vocabulary">The bytes of each id; every single byte has to be there. Ids need not be in any order.</param>
    /// <param name="merges">The pairs of tokens to merge, those to be merged first first.</param>
    /// <param name="special">
    /// Texts that become one token wherever they stand; their bytes of UTF-8 are in the vocabulary. Null for none. Without them,
    /// <c>&lt;|endoftext|&gt;</c> is text like any other.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A byte, a part or the result of a merge, or a special token is not in the vocabulary, or a special token is empty.
    /// </exception>
    /// <remarks>Where two ids have the same bytes, the greatest is the special token and the least the ordinary one.</remarks>
    [Exercise("M01.E3", Title = "Byte-pair encoding: encoding, decoding, streaming", Weight = 4)]
    public BpeTokenizer(IReadOnlyDictionary<int, byte[]> vocabulary, IReadOnlyList<(byte[] Left, byte[] Right)> merges, IReadOnlyList<string>? special = null)
    {
        // TODO M01.E3: check the arguments, and prepare what Encode looks up: the id of each byte, the rank and result of each pair of ids.
        throw new NotImplementedException("M01.E3: check the arguments, and prepare what Encode looks up: the id of each byte, the rank and result of each pair of ids.");
    }

    /// <summary>Turns a text into ids.</summary>
    /// <param name="text">Any text, also an empty one. Half of a surrogate pair is encoded as U+FFFD.</param>
    /// <returns>The ids, in the order of the text.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null.</exception>
    /// <remarks>
    /// Special tokens are cut out first, the leftmost first and of those that begin at the same place the longest. What is between them is
    /// cut into pieces by <c>Pieces.Of</c>. Each piece begins as its bytes of UTF-8; of the pairs of neighbours that have a merge, the one with
    /// the least rank is merged wherever it stands, from left to right, until no pair has one.
    /// </remarks>
    [Exercise("M01.E3")]
    public int[] Encode(string text)
    {
        // TODO M01.E3: cut out the special tokens, cut the rest into pieces, and merge the bytes of each.
        throw new NotImplementedException("M01.E3: cut out the special tokens, cut the rest into pieces, and merge the bytes of each.");
    }

    /// <summary>Turns a text that comes in chunks into ids, as it comes.</summary>
    /// <param name="chunks">The text, cut anywhere: within a word, white space, a special token or a surrogate pair.</param>
    /// <returns>What <see cref="Encode"/> gives for all chunks joined. Reads a chunk only when its ids are asked for, and keeps no more text than it has to.</returns>
    /// <exception cref="ArgumentException"><paramref name="chunks"/> is null, thrown by the call itself; or a chunk is, thrown when it is reached.</exception>
    [Exercise("M01.E3")]
    public IEnumerable<int> EncodeIterable(IEnumerable<string> chunks)
    {
        // TODO M01.E3: encode what no further text can change; keep the rest, and put the next chunk behind it.
        throw new NotImplementedException("M01.E3: encode what no further text can change; keep the rest, and put the next chunk behind it.");
    }

    /// <summary>Turns ids into text: the bytes of all of them together, read as UTF-8.</summary>
    /// <param name="ids">Ids of the vocabulary, also none. A character may be spread over several.</param>
    /// <returns>The text, with U+FFFD for bytes that are not UTF-8, as <see cref="Encoding.UTF8"/> places it.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    [Exercise("M01.E3")]
    public string Decode(ReadOnlySpan<int> ids)
    {
        // TODO M01.E3: join the bytes of all tokens, then decode once.
        throw new NotImplementedException("M01.E3: join the bytes of all tokens, then decode once.");
    }
}
