using System.Collections.Concurrent;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// Remembers the tokens of short pieces, which are most of any text. When the younger half is full it becomes the older one, whose
/// entries are lost at the next change unless they were asked for again.
/// </summary>
internal sealed class PieceCache(int capacity)
{
    private const int LongestPiece = 15;

    private volatile ConcurrentDictionary<string, PieceToken[]> _young = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, PieceToken[]> _old = new(StringComparer.Ordinal);

    // Counted here, because ConcurrentDictionary.Count takes every one of its locks.
    private int _count;

    public bool TryGet(ReadOnlySpan<char> piece, out PieceToken[]? tokens)
    {
        tokens = null;
        if (piece.Length > LongestPiece) return false;
        if (_young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out tokens)) return true;
        if (!_old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out tokens)) return false;
        Add(piece, tokens);
        return true;
    }

    public void Add(ReadOnlySpan<char> piece, PieceToken[] tokens)
    {
        if (capacity == 0 || piece.Length > LongestPiece) return;
        if (!_young.TryAdd(piece.ToString(), tokens) || Interlocked.Increment(ref _count) <= capacity / 2) return;

        // Two threads that come here at once lose entries, which costs time and nothing else.
        _old = _young;
        _young = new(StringComparer.Ordinal);
        _count = 0;
    }
}
