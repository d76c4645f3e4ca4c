namespace LLMCourse.Reference.Tokenizers;

/// <summary>Counts how often each piece occurs; the pieces keep the order in which they first came.</summary>
internal sealed class PieceCounts
{
    private Piece[] _pieces = new Piece[1 << 12];
    private int[] _slots = new int[1 << 13];
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    /// <summary>How many different pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all different pieces together.</summary>
    public int TotalBytes => _used;

    public ReadOnlySpan<byte> Bytes(int index) => _bytes.AsSpan(_pieces[index].Offset, _pieces[index].Length);

    public long Times(int index) => _pieces[index].Times;

    public void Add(ReadOnlySpan<byte> piece)
    {
        uint hash = ByteSpans.Hash(piece);
        for (int at = (int)hash & (_slots.Length - 1); ; at = (at + 1) & (_slots.Length - 1))
        {
            int index = _slots[at] - 1;
            if (index < 0)
            {
                _slots[at] = Append(piece, hash) + 1;
                if (2 * Count > _slots.Length) Grow();
                return;
            }

            ref Piece known = ref _pieces[index];
            if (known.Hash == hash && piece.SequenceEqual(_bytes.AsSpan(known.Offset, known.Length)))
            {
                known.Times++;
                return;
            }
        }
    }

    private int Append(ReadOnlySpan<byte> piece, uint hash)
    {
        if (Count == _pieces.Length) Array.Resize(ref _pieces, 2 * Count);
        if (_bytes.Length - _used < piece.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_used + piece.Length)));
        piece.CopyTo(_bytes.AsSpan(_used));
        _pieces[Count] = new Piece { Hash = hash, Offset = _used, Length = piece.Length, Times = 1 };
        _used += piece.Length;
        return Count++;
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (int index = 0; index < Count; index++)
        {
            int at = (int)_pieces[index].Hash & (_slots.Length - 1);
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = index + 1;
        }
    }

    private struct Piece
    {
        public uint Hash;
        public int Offset;
        public int Length;
        public long Times;
    }
}
