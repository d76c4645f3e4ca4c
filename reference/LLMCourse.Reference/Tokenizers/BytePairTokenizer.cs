using System.Buffers;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>A byte-level byte-pair tokenizer: ids as GPT-2's code or tiktoken gives them. It
/// never changes, and threads may share it.</summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016, §3.2 (<see href="https://arxiv.org/abs/1508.07909"/>); on bytes: Radford et al. 2019, §2.2.
/// A piece is merged by the rule of the vocabulary's kind: with a list of merges, the earliest merge first; with ranks, a piece that is a
/// token is that token, and else the pair whose token has the least id first. Of equal pairs the leftmost merges first.
/// </remarks>
public sealed class BytePairTokenizer
{
    /// <summary>Text is encoded in parts of this many characters where it comes as a stream.</summary>
    private const int StreamPart = 1 << 14;

    private BytePairEncoder? _spare;

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="rule">How text is cut into pieces, which must be the rule that the vocabulary was trained with.</param>
    public BytePairTokenizer(BytePairVocabulary vocabulary, SplitRule rule)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(rule);
        Vocabulary = vocabulary;
        Rule = rule;
        Pairs = new PairTable(vocabulary);
        SpecialFinder = new SpecialTokenFinder(vocabulary.SpecialTokens);
        for (int b = 0; b < ByteIds.Length; b++) _ = vocabulary.TryGetId([(byte)b], out ByteIds[b]);
    }

    /// <summary>Gets the tokens.</summary>
    public BytePairVocabulary Vocabulary { get; }

    /// <summary>Gets how text is cut into pieces.</summary>
    public SplitRule Rule { get; }

    internal PairTable Pairs { get; }

    internal SpecialTokenFinder SpecialFinder { get; }

    internal int[] ByteIds { get; } = new int[256];

    /// <summary>Makes GPT-2's tokenizer of 50,257 tokens, from the data that the course ships.</summary>
    public static BytePairTokenizer Gpt2() => new(BytePairVocabulary.Gpt2, SplitRule.Gpt2);

    /// <summary>Makes what encodes without allocating; each thread needs its own.</summary>
    public BytePairEncoder NewEncoder() => new(this);

    /// <summary>Makes what encodes text that comes in parts.</summary>
    public BytePairStreamEncoder NewStream() => new(this);

    /// <summary>Makes what turns tokens into text one by one.</summary>
    public TokenTextDecoder NewDecoder() => new(Vocabulary);

    /// <summary>Encodes a text; special tokens in it become their ids, at each place the longest.</summary>
    /// <param name="text">The text; a lone surrogate is read as U+FFFD.</param>
    /// <returns>The tokens, a new array.</returns>
    public int[] Encode(string text) => Encode(text, SpecialFinder);

    /// <summary>Encodes a text; special tokens in it are text like any other, as it must be with what users write.</summary>
    /// <inheritdoc cref="Encode(string)" path="/param|/returns"/>
    public int[] EncodeOrdinary(string text) => Encode(text, null);

    /// <summary>Encodes text that comes in parts, cut anywhere; the ids are those of the parts joined.</summary>
    /// <param name="parts">The parts. Only the piece that a part may continue is kept, not the text.</param>
    /// <returns>The tokens, computed as they are asked for.</returns>
    public IEnumerable<int> EncodeStream(IEnumerable<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Encode();

        IEnumerable<int> Encode()
        {
            BytePairStreamEncoder stream = NewStream();
            var ids = new ArrayBufferWriter<int>();
            foreach (string part in parts)
            {
                for (int at = 0; at < part.Length; at += StreamPart)
                {
                    stream.Write(part.AsSpan(at, Math.Min(StreamPart, part.Length - at)), ids);
                    for (int i = 0; i < ids.WrittenCount; i++) yield return ids.WrittenSpan[i];
                    ids.ResetWrittenCount();
                }
            }

            stream.Complete(ids);
            for (int i = 0; i < ids.WrittenCount; i++) yield return ids.WrittenSpan[i];
        }
    }

    /// <summary>Decodes tokens into text.</summary>
    /// <param name="ids">The tokens, special ones too.</param>
    /// <returns>The text; bytes that are not UTF-8 become U+FFFD, one for each longest beginning of a character.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(ByteCount(ids), 1));
        try
        {
            return Encoding.UTF8.GetString(bytes, 0, DecodeBytes(ids, bytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Decodes tokens into bytes, which need not be UTF-8.</summary>
    /// <param name="ids">The tokens, special ones too.</param>
    /// <param name="bytes">Receives the bytes; <see cref="ByteCount"/> says how many there are.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is too short.</exception>
    public int DecodeBytes(ReadOnlySpan<int> ids, Span<byte> bytes)
    {
        int at = 0;
        foreach (int id in ids)
        {
            ReadOnlySpan<byte> token = Vocabulary.Bytes(id);
            if (!token.TryCopyTo(bytes[at..]))
                throw new ArgumentException($"bytes holds {bytes.Length}, but the tokens have {ByteCount(ids)} bytes.", nameof(bytes));
            at += token.Length;
        }

        return at;
    }

    /// <summary>Counts the bytes of tokens.</summary>
    /// <param name="ids">The tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public int ByteCount(ReadOnlySpan<int> ids)
    {
        int count = 0;
        foreach (int id in ids) count = checked(count + Vocabulary.Bytes(id).Length);
        return count;
    }

    private int[] Encode(string text, SpecialTokenFinder? special)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, bytes);
        int[] ids = ArrayPool<int>.Shared.Rent(Math.Max(length, 1));
        BytePairEncoder encoder = Interlocked.Exchange(ref _spare, null) ?? NewEncoder();
        try
        {
            return ids[..encoder.Encode(bytes.AsSpan(0, length), ids, special, complete: true, out _)];
        }
        finally
        {
            _spare = encoder;
            ArrayPool<int>.Shared.Return(ids);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
