using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Remembers the tokens of short pieces: a table of fixed size in which a new piece takes the place of an old one.</summary>
/// <remarks>A piece of at most 15 bytes is its own key, two words of 8 bytes with its length in the last byte, so that no hash can deceive.</remarks>
internal sealed class PieceCache
{
    /// <summary>The longest piece that is remembered, in bytes.</summary>
    public const int LongestPiece = 15;

    /// <summary>The greatest number of tokens that are remembered.</summary>
    public const int MostIds = 3;

    private const int Bits = 14;

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Reads a piece's key: its bytes, zeros, and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Low, ulong High) Key(ReadOnlySpan<byte> text, int start, int length)
    {
        ulong low, high;
        if (text.Length - start >= 2 * sizeof(ulong))
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]);
            high = BinaryPrimitives.ReadUInt64LittleEndian(text[(start + sizeof(ulong))..]);
            (low, high) = length < sizeof(ulong)
                ? (low & ((1UL << (8 * length)) - 1), 0)
                : (low, high & ((1UL << (8 * (length - sizeof(ulong)))) - 1));
        }
        else
        {
            Span<byte> copy = stackalloc byte[2 * sizeof(ulong)];
            copy.Clear();
            text.Slice(start, length).CopyTo(copy);
            low = BinaryPrimitives.ReadUInt64LittleEndian(copy);
            high = BinaryPrimitives.ReadUInt64LittleEndian(copy[sizeof(ulong)..]);
        }

        return (low, high | ((ulong)length << 56));
    }

    /// <summary>The place where a piece is remembered, if it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Entry At(ulong low, ulong high) => ref _entries[ByteSpans.Mix(low, high) >> (64 - Bits)];

    /// <summary>32 bytes, half a line of the processor's cache.</summary>
    public struct Entry
    {
        /// <summary>The key's first 8 bytes.</summary>
        public ulong Low;

        /// <summary>The key's last 8 bytes; 0 in an entry that is not used.</summary>
        public ulong High;

        /// <summary>How many tokens there are.</summary>
        public int Count;

        /// <summary>The tokens.</summary>
        public Tokens Ids;
    }

    /// <summary>Up to three tokens.</summary>
    [InlineArray(MostIds)]
    public struct Tokens
    {
        private int _first;
    }
}
