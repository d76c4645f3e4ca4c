namespace LLMCourse.Reference.Tokenizers;

/// <summary>
/// The training text as tokens, and for each pair of neighbours how often it occurs and where. All of it changes with each merge, and
/// only at the places where the pair is, so the work of a merge is that of its occurrences and not that of the text.
/// </summary>
/// <remarks>
/// A place is the number of a byte in the different pieces laid end to end; a token stands at the place of its first byte. Each place is
/// in the list of one pair, that of its token and the next, and the lists are linked through the places, so that nothing is allocated.
/// </remarks>
internal sealed class PairCounts
{
    private const int None = -1;

    private readonly int[] _token;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _nextOfPair;
    private readonly int[] _previousOfPair;
    private readonly int[] _pieceOf;
    private readonly long[] _times;

    private readonly List<int> _raised = [];
    private Pair[] _pairs = new Pair[1 << 12];
    private int[] _slots = new int[1 << 13];

    public PairCounts(PieceCounts pieces, ReadOnlySpan<int> byteIds)
    {
        int size = pieces.TotalBytes;
        (_token, _next, _previous) = (new int[size], new int[size], new int[size]);
        (_nextOfPair, _previousOfPair, _pieceOf) = (new int[size], new int[size], new int[size]);
        _times = new long[pieces.Count];
        int at = 0;
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            ReadOnlySpan<byte> bytes = pieces.Bytes(piece);
            _times[piece] = pieces.Times(piece);
            for (int i = 0; i < bytes.Length; i++, at++)
            {
                _token[at] = byteIds[bytes[i]];
                _pieceOf[at] = piece;
                _previous[at] = i == 0 ? None : at - 1;
                _next[at] = i == bytes.Length - 1 ? None : at + 1;
            }
        }

        for (at = 0; at < size; at++)
        {
            if (_next[at] != None) Link(at);
        }
    }

    /// <summary>How many pairs have been seen; each keeps its index.</summary>
    public int Count { get; private set; }

    public (int Left, int Right) Tokens(int pair) => ((int)(_pairs[pair].Key >> 32), (int)(uint)_pairs[pair].Key);

    public long Times(int pair) => _pairs[pair].Times;

    /// <summary>Replaces every occurrence of a pair, in each piece from the left.</summary>
    /// <returns>The pairs that are more frequent than before; some may be there twice. Valid until the next merge.</returns>
    public List<int> Merge(int pair, int result)
    {
        _raised.Clear();
        while (_pairs[pair].Head != None)
        {
            int at = _pairs[pair].Head, right = _next[at], before = _previous[at], after = _next[right];
            if (before != None) Unlink(before);
            Unlink(at);
            if (after != None) Unlink(right);

            _token[at] = result;
            _next[at] = after;
            if (after != None) _previous[after] = at;

            if (before != None) _raised.Add(Link(before));
            if (after != None) _raised.Add(Link(at));
        }

        return _raised;
    }

    /// <summary>Puts a place at the end of its pair's list: places come from left to right, so the lists are in order.</summary>
    private int Link(int at)
    {
        int index = Find(((ulong)(uint)_token[at] << 32) | (uint)_token[_next[at]]);
        ref Pair pair = ref _pairs[index];
        pair.Times += _times[_pieceOf[at]];
        _previousOfPair[at] = pair.Tail;
        _nextOfPair[at] = None;
        if (pair.Tail == None) pair.Head = at;
        else _nextOfPair[pair.Tail] = at;
        pair.Tail = at;
        return index;
    }

    private void Unlink(int at)
    {
        ref Pair pair = ref _pairs[Find(((ulong)(uint)_token[at] << 32) | (uint)_token[_next[at]])];
        pair.Times -= _times[_pieceOf[at]];
        (int before, int after) = (_previousOfPair[at], _nextOfPair[at]);
        if (before == None) pair.Head = after;
        else _nextOfPair[before] = after;
        if (after == None) pair.Tail = before;
        else _previousOfPair[after] = before;
    }

    private int Find(ulong key)
    {
        for (int at = Slot(key); ; at = (at + 1) & (_slots.Length - 1))
        {
            int index = _slots[at] - 1;
            if (index >= 0)
            {
                if (_pairs[index].Key == key) return index;
                continue;
            }

            if (Count == _pairs.Length) Array.Resize(ref _pairs, 2 * Count);
            _pairs[Count] = new Pair { Key = key, Head = None, Tail = None };
            _slots[at] = ++Count;
            int made = Count - 1;
            if (2 * Count > _slots.Length) Grow();
            return made;
        }
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (int index = 0; index < Count; index++)
        {
            int at = Slot(_pairs[index].Key);
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = index + 1;
        }
    }

    private int Slot(ulong key) => (int)((key ^ (key >> 29)) * 0x9E3779B97F4A7C15 >> 32) & (_slots.Length - 1);

    private struct Pair
    {
        public ulong Key;
        public long Times;
        public int Head;
        public int Tail;
    }
}
