using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Compares byte arrays by content, and looks them up by a span without making an array.</summary>
internal sealed class ByteSpans : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private ByteSpans()
    {
    }

    public static ByteSpans Comparer { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsSpan().SequenceEqual(y));

    public int GetHashCode([DisallowNull] byte[] obj) => (int)Hash(obj);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Hash(alternate);

    /// <summary>Mixes two words; the high bits are the good ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong low, ulong high) => (low ^ BitOperations.RotateLeft(high * Odd, 32)) * Odd;

    /// <summary>A hash of all bytes; the same in every run.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        ulong rest = 0;
        for (int i = 0; i < bytes.Length; i++) rest |= (ulong)bytes[i] << (8 * i);
        hash = Mix(hash, rest);
        return (uint)((hash ^ (hash >> 29)) * Odd >> 32);
    }
}
