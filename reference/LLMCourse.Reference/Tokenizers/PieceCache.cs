using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Remembers the tokens of short pieces: a table of fixed size in which a new piece takes the place of an old one.</summary>
/// <remarks>A piece of at most 15 bytes is its own key, two words of 8 bytes with its length in the
/// last byte, so that no hash can deceive.</remarks>
internal sealed class PieceCache
{
    /// <summary>The longest piece that is remembered, in bytes.</summary>
    public const int LongestPiece = 15;

    /// <summary>The greatest number of tokens that are remembered.</summary>
    public const int MostIds = 3;

    private const int Bits = 15;

    /// <summary>
    /// Which bits of the second word belong to a piece of each length; from 8 on, which of the first. A table, because the processor would
    /// guess a branch on the length wrongly.
    /// </summary>
    private static readonly ulong[] Masks = [.. Enumerable.Range(-sizeof(ulong), 3 * sizeof(ulong)).Select(MaskOf)];

    private readonly Entry[] _entries = new Entry[1 << Bits];

    /// <summary>Reads a piece's key: its bytes, zeros, and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Low, ulong High) Key(ReadOnlySpan<byte> text, int start, int length)
    {
        ulong low, high;
        if (text.Length - start >= 2 * sizeof(ulong))
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]) & Masks[length + sizeof(ulong)];
            high = BinaryPrimitives.ReadUInt64LittleEndian(text[(start + sizeof(ulong))..]) & Masks[length];
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

    /// <summary>The place where a piece is remembered, or that it may take.</summary>
    /// <remarks>
    /// Two places for each hash: a piece comes into the second, and into the first when it is met again there. So the frequent ones stay,
    /// and the many rare ones only push each other out.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Entry At(ulong low, ulong high, out bool known)
    {
        int bucket = (int)(ByteSpans.Mix(low, high) >> (64 - Bits + 1)) * 2;
        ref Entry first = ref _entries[bucket];
        known = true;
        if (first.Low == low && first.High == high) return ref first;
        return ref Second(ref first, ref _entries[bucket + 1], low, high, out known);
    }

    private static ref Entry Second(ref Entry first, ref Entry second, ulong low, ulong high, out bool known)
    {
        known = second.Low == low && second.High == high;
        if (!known) return ref first.High == 0 ? ref first : ref second;
        (first, second) = (second, first);
        return ref first;
    }

    private static ulong MaskOf(int bytes) => bytes <= 0 ? 0 : bytes >= sizeof(ulong) ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;

    /// <summary>32 bytes, half a line of the processor's cache.</summary>
    public struct Entry
    {
        /// <summary>The key's first 8 bytes.</summary>
        public ulong Low;

        /// <summary>The key's last 8 bytes; 0 in an entry that is not used.</summary>
        public ulong High;

        /// <summary>How many tokens there are.</summary>
        public int Count;

        /// <summary>The first token.</summary>
        public int First;

        /// <summary>The second token, if there is one.</summary>
        public int Second;

        /// <summary>The third token, if there is one.</summary>
        public int Third;
    }
}
