using System.Collections.Concurrent;

namespace Microsoft.ML.Tokenizers;

/// <summary>Remembers the tokens of short pieces, which are most of any text. It starts afresh when it is full.</summary>
internal sealed class PieceCache(int capacity)
{
    private const int LongestPiece = 15;

    private readonly ConcurrentDictionary<string, PieceToken[]> _entries = new(StringComparer.Ordinal);

    public bool TryGet(ReadOnlySpan<char> piece, out PieceToken[]? tokens)
    {
        tokens = null;
        return piece.Length <= LongestPiece && _entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out tokens);
    }

    public void Add(ReadOnlySpan<char> piece, PieceToken[] tokens)
    {
        if (capacity == 0 || piece.Length > LongestPiece) return;
        if (_entries.Count >= capacity) _entries.Clear();
        _entries[piece.ToString()] = tokens;
    }
}
