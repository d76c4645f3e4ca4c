using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LLMCourse.Reference.Decoding.Cpu;

namespace LLMCourse.Reference.Quantization;

/// <summary>A matrix of 8-bit or 4-bit whole numbers, with one scale for each group of neighbours in a row.</summary>
/// <remarks>
/// Symmetric: w ≈ scale·q with |q| ≤ 127 or 7 and scale = max |w|/127 or /7, rounded half to even, so that |w − scale·q| ≤ scale/2. A group
/// of zeros has scale 0. Dettmers et al. 2022, §2 (<see href="https://arxiv.org/abs/2208.07339"/>) for rows; Differs: groups within rows,
/// no outliers apart. Rows are padded with zeros to a multiple of 32 columns. With 4 bits the same column of four rows is one 16-bit
/// number, row 4k in its lowest bits, each in two's complement: so a register of 16-bit numbers unfolds into four by shifting alone.
/// </remarks>
public sealed class QuantizedMatrix
{
    /// <summary>The greatest group: 512·127·32767 still fits the 32 bits that a group is summed up in.</summary>
    public const int GreatestGroup = 512;

    /// <summary>How many rows share a 16-bit number where numbers have 4 bits.</summary>
    internal const int RowsTogether = 4;

    private readonly Memory<byte> _packed;
    private readonly Memory<byte> _scales;

    private QuantizedMatrix(int rows, int columns, int bits, int group, Func<long, Memory<byte>> take)
    {
        (Rows, Columns, Bits, GroupSize) = (rows, columns, bits, group);
        Stride = WeightMatrix.Pad(columns);
        Groups = (Stride + group - 1) / group;
        _packed = take(PackedBytes(rows, columns, bits));
        _scales = take((long)rows * Groups * sizeof(float));
    }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns.</summary>
    public int Columns { get; }

    /// <summary>Gets the width of a number: 8 or 4. Unit: bits.</summary>
    public int Bits { get; }

    /// <summary>Gets how many neighbours in a row share a scale; the last group of a row may be smaller.</summary>
    public int GroupSize { get; }

    /// <summary>Gets the memory of numbers and scales. Unit: bytes.</summary>
    public long SizeInBytes => PackedBytes(Rows, Columns, Bits) + ((long)Rows * Groups * sizeof(float));

    /// <summary>Gets the columns with their padding.</summary>
    internal int Stride { get; }

    /// <summary>Gets the number of groups in a row.</summary>
    internal int Groups { get; }

    /// <summary>Gets the numbers: <c>[rows, stride]</c> of one byte each, or <c>[rows/4, stride]</c> of two bytes for four rows.</summary>
    internal ReadOnlySpan<byte> Packed => _packed.Span;

    /// <summary>Gets the scales, <c>[rows, groups]</c>.</summary>
    internal ReadOnlySpan<float> Scales => MemoryMarshal.Cast<byte, float>(_scales.Span);

    /// <summary>Rounds a matrix to 8 or 4 bits.</summary>
    /// <param name="weights">The weights <c>[rows, columns]</c>, finite.</param>
    /// <param name="columns">The number of columns, positive and a divisor of the number of weights.</param>
    /// <param name="bits">8 or 4.</param>
    /// <param name="groupSize">How many neighbours share a scale: a multiple of 32, at most <see cref="GreatestGroup"/>. Smaller groups
    /// cost memory, 4 bytes each, and lose less.</param>
    /// <returns>The rounded matrix.</returns>
    /// <exception cref="ArgumentException">A value is out of range, or a weight is not finite.</exception>
    public static QuantizedMatrix Quantize(ReadOnlySpan<float> weights, int columns, int bits, int groupSize = 32) =>
        Quantize(weights, columns, bits, groupSize, bytes => new byte[bytes]);

    /// <summary>As the public one, in memory that the caller provides.</summary>
    internal static QuantizedMatrix Quantize(ReadOnlySpan<float> weights, int columns, int bits, int groupSize,
        Func<long, Memory<byte>> take)
    {
        if (columns <= 0 || weights.IsEmpty || weights.Length % columns != 0)
            throw new ArgumentException($"There are {weights.Length} weights and {columns} columns; give whole rows, and at least one.",
                nameof(weights));
        if (bits is not (8 or 4))
            throw new ArgumentException($"bits is {bits}; it must be 8 or 4.", nameof(bits));
        if (groupSize <= 0 || groupSize > GreatestGroup || groupSize % WeightMatrix.Alignment != 0)
            throw new ArgumentException(
                $"groupSize is {groupSize}; it must be a multiple of {WeightMatrix.Alignment}, at most {GreatestGroup}.",
                nameof(groupSize));

        var matrix = new QuantizedMatrix(weights.Length / columns, columns, bits, groupSize, take);
        matrix._packed.Span.Clear();
        for (int row = 0; row < matrix.Rows; row++)
            matrix.QuantizeRow(weights.Slice(row * columns, columns), row);
        return matrix;
    }

    /// <summary>Gets the rounded number at a place.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <returns>From −127 to 127, or from −7 to 7.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the matrix.</exception>
    public int this[int row, int column]
    {
        get
        {
            Check(row, column);
            if (Bits == 8)
                return (sbyte)Packed[(row * Stride) + column];
            ushort four = MemoryMarshal.Cast<byte, ushort>(Packed)[(row / RowsTogether * Stride) + column];
            return (short)(four << (12 - (row % RowsTogether * 4))) >> 12;
        }
    }

    /// <summary>Gets the scale that a place's group has.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <returns>The scale, at least 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the matrix.</exception>
    public float Scale(int row, int column)
    {
        Check(row, column);
        return Scales[(row * Groups) + (column / GroupSize)];
    }

    /// <summary>Writes a row as floating-point numbers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="to">Receives one number for each column.</param>
    /// <exception cref="ArgumentException">There is no such row, or <paramref name="to"/> is too short.</exception>
    public void DequantizeRow(int row, Span<float> to)
    {
        if (to.Length < Columns)
            throw new ArgumentException($"to holds {to.Length} values; a row has {Columns}.", nameof(to));
        Check(row, 0);
        ReadOnlySpan<float> scales = Scales.Slice(row * Groups, Groups);
        for (int start = 0; start < Columns; start += GroupSize)
        {
            Span<float> group = to[start..Math.Min(start + GroupSize, Columns)];
            int whole = group.Length / 16 * 16;
            if (Bits == 8)
                Unfold(MemoryMarshal.Cast<byte, sbyte>(Packed.Slice((row * Stride) + start, whole)), scales[start / GroupSize], group);
            else
                Unfold(MemoryMarshal.Cast<byte, short>(Packed).Slice((row / RowsTogether * Stride) + start, whole), row % RowsTogether,
                    scales[start / GroupSize], group);
            for (int i = whole; i < group.Length; i++)
                group[i] = this[row, start + i] * scales[start / GroupSize];
        }
    }

    private static void Unfold(ReadOnlySpan<sbyte> from, float scale, Span<float> to)
    {
        ref sbyte first = ref MemoryMarshal.GetReference(from);
        ref float result = ref MemoryMarshal.GetReference(to);
        for (nuint i = 0; i < (nuint)from.Length; i += 16)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref first, i));
            (Kernels.ToFloats(Vector256.Create(low, high)) * scale).StoreUnsafe(ref result, i);
        }
    }

    /// <summary>One of the four rows whose numbers stand together.</summary>
    private static void Unfold(ReadOnlySpan<short> from, int row, float scale, Span<float> to)
    {
        ref short first = ref MemoryMarshal.GetReference(from);
        ref float result = ref MemoryMarshal.GetReference(to);
        for (nuint i = 0; i < (nuint)from.Length; i += 16)
            (Kernels.ToFloats((Vector256.LoadUnsafe(ref first, i) << (12 - (row * 4))) >> 12) * scale).StoreUnsafe(ref result, i);
    }

    /// <summary>Writes all as floating-point numbers.</summary>
    /// <returns>The weights <c>[rows, columns]</c>.</returns>
    public float[] Dequantize()
    {
        var weights = new float[checked(Rows * Columns)];
        for (int row = 0; row < Rows; row++)
            DequantizeRow(row, weights.AsSpan(row * Columns, Columns));
        return weights;
    }

    private static long PackedBytes(int rows, int columns, int bits) =>
        (bits == 8 ? rows : ((long)rows + RowsTogether - 1) / RowsTogether * sizeof(ushort)) * WeightMatrix.Pad(columns);

    private void QuantizeRow(ReadOnlySpan<float> weights, int row)
    {
        int limit = Bits == 8 ? 127 : 7;
        Span<byte> packed = _packed.Span;
        Span<float> scales = MemoryMarshal.Cast<byte, float>(_scales.Span).Slice(row * Groups, Groups);
        scales.Clear();
        for (int start = 0; start < Columns; start += GroupSize)
        {
            ReadOnlySpan<float> group = weights[start..Math.Min(start + GroupSize, Columns)];
            float greatest = 0;
            foreach (float weight in group)
            {
                if (!float.IsFinite(weight))
                    throw new ArgumentException($"A weight in row {row} is {weight}; only finite numbers can be rounded.", nameof(weights));
                greatest = MathF.Max(greatest, MathF.Abs(weight));
            }

            float scale = greatest / limit;
            scales[start / GroupSize] = scale;
            for (int i = 0; i < group.Length && scale > 0; i++)
            {
                // In float64, so that half a step is exactly half a step; the least subnormals would round beyond the limit.
                int rounded = (int)Math.Clamp(Math.Round((double)group[i] / scale, MidpointRounding.ToEven), -limit, limit);
                if (Bits == 8)
                    packed[(row * Stride) + start + i] = (byte)(sbyte)rounded;
                else
                    MemoryMarshal.Cast<byte, ushort>(packed)[(row / RowsTogether * Stride) + start + i] |= (ushort)((rounded & 15)
                        << (row % RowsTogether * 4));
            }
        }
    }

    private void Check(int row, int column)
    {
        if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns)
            throw new ArgumentOutOfRangeException(nameof(row), $"[{row}, {column}] is asked for, but the matrix is [{Rows}, {Columns}].");
    }
}
