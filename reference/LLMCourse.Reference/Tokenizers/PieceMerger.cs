namespace LLMCourse.Reference.Tokenizers;

/// <summary>Merges one piece: always the pair of least rank, the leftmost of equals, until none is left. Not for several threads.</summary>
internal sealed class PieceMerger(PairTable pairs, int[] byteIds)
{
    /// <summary>Up to here looking through all pairs is faster than a heap.</summary>
    private const int ShortPiece = 96;

    private readonly int[] _shortIds = new int[ShortPiece];
    private readonly int[] _shortRanks = new int[ShortPiece];
    private readonly int[] _shortResults = new int[ShortPiece];

    private int[] _ids = [];
    private int[] _next = [];
    private int[] _previous = [];
    private MinHeap _heap;

    /// <summary>Writes a piece's tokens; there are never more than it has bytes.</summary>
    /// <returns>How many there are.</returns>
    public int Merge(ReadOnlySpan<byte> piece, Span<int> ids)
    {
        if (piece.Length > ShortPiece) return MergeLong(piece, ids);
        int count = MergeShort(piece);
        if (count > ids.Length) BytePairEncoder.TooShort();
        _shortIds.AsSpan(0, count).CopyTo(ids);
        return count;
    }

    private int MergeShort(ReadOnlySpan<byte> piece)
    {
        int count = piece.Length;
        Span<int> ids = _shortIds, ranks = _shortRanks, results = _shortResults;
        for (int i = 0; i < count; i++) ids[i] = byteIds[piece[i]];
        for (int i = 0; i + 1 < count; i++) ranks[i] = pairs.Find(ids[i], ids[i + 1], out results[i]);
        while (count > 1)
        {
            (int least, int at) = (PairTable.NoRank, -1);
            for (int i = 0; i < count - 1; i++)
            {
                if (ranks[i] < least) (least, at) = (ranks[i], i);
            }

            if (at < 0) break;
            ids[at] = results[at];
            count--;
            for (int i = at + 1; i < count; i++) (ids[i], ranks[i], results[i]) = (ids[i + 1], ranks[i + 1], results[i + 1]);
            if (at > 0) ranks[at - 1] = pairs.Find(ids[at - 1], ids[at], out results[at - 1]);
            if (at + 1 < count) ranks[at] = pairs.Find(ids[at], ids[at + 1], out results[at]);
        }

        return count;
    }

    /// <summary>With a linked list and a heap of (rank, place): n·log n, where looking through all pairs would be n².</summary>
    private int MergeLong(ReadOnlySpan<byte> piece, Span<int> ids)
    {
        Reserve(piece.Length);
        for (int i = 0; i < piece.Length; i++) (_ids[i], _next[i], _previous[i]) = (byteIds[piece[i]], i + 1, i - 1);
        _next[piece.Length - 1] = -1;
        _heap.Clear();
        for (int i = 0; i + 1 < piece.Length; i++) Push(i);
        while (_heap.TryPop(out long least))
        {
            int at = (int)(least & uint.MaxValue), right = _next[at];
            // A place may have merged since, or have got another neighbour: then its rank is another.
            if (_ids[at] < 0 || right < 0 || pairs.Find(_ids[at], _ids[right], out int result) != (int)(least >> 32)) continue;
            _ids[at] = result;
            _ids[right] = -1;
            _next[at] = _next[right];
            if (_next[at] >= 0)
            {
                _previous[_next[at]] = at;
                Push(at);
            }

            if (_previous[at] >= 0) Push(_previous[at]);
        }

        int count = 0;
        for (int i = 0; i >= 0; i = _next[i])
        {
            if (count == ids.Length) BytePairEncoder.TooShort();
            ids[count++] = _ids[i];
        }

        return count;
    }

    private void Push(int at)
    {
        int rank = pairs.Find(_ids[at], _ids[_next[at]], out _);
        if (rank != PairTable.NoRank) _heap.Push(((long)rank << 32) | (uint)at);
    }

    private void Reserve(int length)
    {
        if (_ids.Length >= length) return;
        int size = Math.Max(length, Math.Min(2 * _ids.Length, Array.MaxLength));
        (_ids, _next, _previous) = (new int[size], new int[size], new int[size]);
    }

    /// <summary>A binary heap in an array that stays for the next piece.</summary>
    private struct MinHeap
    {
        private long[]? _items;
        private int _count;

        public void Clear() => _count = 0;

        public void Push(long item)
        {
            _items ??= new long[2 * ShortPiece];
            if (_count == _items.Length) Array.Resize(ref _items, 2 * _count);
            int at = _count++;
            while (at > 0 && _items[(at - 1) / 2] > item)
            {
                _items[at] = _items[(at - 1) / 2];
                at = (at - 1) / 2;
            }

            _items[at] = item;
        }

        public bool TryPop(out long least)
        {
            least = 0;
            if (_count == 0) return false;
            least = _items![0];
            long item = _items[--_count];
            int at = 0;
            while (true)
            {
                int child = (2 * at) + 1;
                if (child >= _count) break;
                if (child + 1 < _count && _items[child + 1] < _items[child]) child++;
                if (_items[child] >= item) break;
                _items[at] = _items[child];
                at = child;
            }

            _items[at] = item;
            return true;
        }
    }
}
