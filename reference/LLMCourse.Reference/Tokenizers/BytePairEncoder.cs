using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Turns UTF-8 into tokens without allocating, once its buffers have their size. For one thread at a time.</summary>
/// <remarks>
/// A megabyte: a cache of short pieces and room for merging. Get one by <see cref="BytePairTokenizer.NewEncoder"/> and keep it.
/// </remarks>
public sealed class BytePairEncoder
{
    private readonly BytePairTokenizer _tokenizer;
    private readonly PieceMerger _merger;
    private readonly PieceCache _cache = new();

    internal BytePairEncoder(BytePairTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _merger = new PieceMerger(tokenizer.Pairs, tokenizer.ByteIds);
    }

    /// <summary>Encodes a whole text; special tokens in it become their ids.</summary>
    /// <param name="utf8">The text. Bytes that are not UTF-8 are encoded as they are.</param>
    /// <param name="ids">Receives the tokens; as many as the text has bytes always suffice.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is too short; what it holds then is of no use.</exception>
    public int Encode(ReadOnlySpan<byte> utf8, Span<int> ids) => Encode(utf8, ids, _tokenizer.SpecialFinder, complete: true, out _);

    /// <summary>Encodes a whole text; special tokens in it are text like any other, as it must be with what users write.</summary>
    /// <inheritdoc cref="Encode(ReadOnlySpan{byte}, Span{int})" path="/param|/returns|/exception"/>
    public int EncodeOrdinary(ReadOnlySpan<byte> utf8, Span<int> ids) => Encode(utf8, ids, special: null, complete: true, out _);

    /// <summary>Encodes as much of a text as does not depend on what follows.</summary>
    internal int Encode(ReadOnlySpan<byte> utf8, Span<int> ids, SpecialTokenFinder? special, bool complete, out int consumed)
    {
        var sink = new Sink(this, ids);
        consumed = TextCutter.Cut(_tokenizer.Rule, special, utf8, complete, ref sink);
        return sink.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Piece(ReadOnlySpan<byte> text, int start, int end, Span<int> ids)
    {
        int length = end - start;
        if (length > PieceCache.LongestPiece) return Merge(text[start..end], ids);
        (ulong low, ulong high) = PieceCache.Key(text, start, length);
        ref PieceCache.Entry entry = ref _cache.At(low, high, out bool known);
        if (!known) return Remember(ref entry, low, high, text[start..end], ids);
        if (ids.Length < PieceCache.MostIds) return CopyAtTheEnd(entry, ids);

        // All three, whatever the count: the next piece writes over those that are too many.
        ids[2] = entry.Third;
        ids[1] = entry.Second;
        ids[0] = entry.First;
        return entry.Count;
    }

    private static int CopyAtTheEnd(in PieceCache.Entry entry, Span<int> ids)
    {
        ReadOnlySpan<int> known = [entry.First, entry.Second, entry.Third];
        if (!known[..entry.Count].TryCopyTo(ids)) TooShort();
        return entry.Count;
    }

    private int Remember(ref PieceCache.Entry entry, ulong low, ulong high, ReadOnlySpan<byte> piece, Span<int> ids)
    {
        int count = Merge(piece, ids);
        if (count > PieceCache.MostIds) return count;
        entry = new PieceCache.Entry
        {
            Low = low,
            High = high,
            Count = count,
            First = ids[0],
            Second = count > 1
            ? ids[1]
            : 0,
            Third = count > 2 ? ids[2] : 0
        };
        return count;
    }

    private int Merge(ReadOnlySpan<byte> piece, Span<int> ids)
    {
        BytePairVocabulary vocabulary = _tokenizer.Vocabulary;
        if (vocabulary.ByRank && vocabulary.TryGetId(piece, out int whole))
        {
            if (ids.IsEmpty) TooShort();
            ids[0] = whole;
            return 1;
        }

        return _merger.Merge(piece, ids);
    }

    /// <summary>Says that the place for the tokens is too short.</summary>
    internal static void TooShort() =>
        throw new ArgumentException("ids is too short for this text; as many as it has bytes always suffice.", "ids");

    private ref struct Sink(BytePairEncoder encoder, Span<int> ids) : IPieceSink
    {
        private readonly Span<int> _ids = ids;

        public int Count { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Piece(ReadOnlySpan<byte> text, int start, int end) => Count += encoder.Piece(text, start, end, _ids[Count..]);

        public void Special(int id)
        {
            if (Count == _ids.Length) TooShort();
            _ids[Count++] = id;
        }
    }
}
