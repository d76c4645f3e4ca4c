using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M05;

/// <summary>A linear layer whose weights are kept as 8-bit or 4-bit integers, with one scale for each group of a row.</summary>
/// <remarks>
/// Dettmers et al. 2022, §2.1 (<see href="https://arxiv.org/abs/2208.07339"/>), symmetric; groups as in Frantar et al. 2023, §4
/// (<see href="https://arxiv.org/abs/2210.17323"/>), rounding to nearest. Differs: activations stay float32.
/// </remarks>
public sealed class QuantLinear
{
    #region Solution
    private readonly byte[] _codes;
    private readonly float[] _scales;

    private QuantLinear(int outputs, int inputs, int group, int bits)
    {
        (Outputs, Inputs, Group, Bits) = (outputs, inputs, group, bits);
        _codes = new byte[outputs * RowBytes];
        _scales = new float[outputs * RowGroups];
    }

    #endregion
    /// <summary>Gets the number of outputs, the rows of the weight.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of inputs, the columns of the weight.</summary>
    public int Inputs { get; }

    /// <summary>Gets how many neighbours of a row share a scale; the last group of a row may be smaller.</summary>
    public int Group { get; }

    /// <summary>Gets the bits of a weight, 8 or 4.</summary>
    public int Bits { get; }

    /// <summary>Gets the integers, row by row in two's complement: with 8 bits a byte each; with 4 bits as <see cref="Pack4"/> packs each row, which begins on a byte of its own.</summary>
    [Exercise("M05.E7", Title = "Weights in 8 and 4 bits", Weight = 2)]
    public ReadOnlySpan<byte> Codes
    {
        get
        {
            // TODO M05.E7: return the packed integers.
            #region Solution
            return _codes;
            #endregion
        }
    }

    /// <summary>Gets the scales, row by row, ⌈inputs/group⌉ for each row.</summary>
    [Exercise("M05.E7")]
    public ReadOnlySpan<float> Scales
    {
        get
        {
            // TODO M05.E7: return the scales.
            #region Solution
            return _scales;
            #endregion
        }
    }

    /// <summary>Gets the memory of integers and scales, in bytes.</summary>
    [Exercise("M05.E7")]
    public long SizeInBytes
    {
        get
        {
            // TODO M05.E7: a byte for each byte of the codes, four for each scale.
            #region Solution
            return _codes.LongLength + (sizeof(float) * _scales.LongLength);
            #endregion
        }
    }

    /// <summary>Quantises a weight.</summary>
    /// <param name="weight">float32 <c>[outputs, inputs]</c>, all finite; only read.</param>
    /// <param name="group">How many neighbours of a row share a scale, at least 1.</param>
    /// <param name="bits">8 or 4.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentException">The weight is not a float32 matrix with an element, or not finite; <paramref name="group"/> is below 1; <paramref name="bits"/> is neither 8 nor 4.</exception>
    /// <remarks>
    /// With m = 127 for 8 bits and 7 for 4, all in float32: the scale s of a group is max|w| / m, and the integer of w is w/s rounded to
    /// nearest, halves to even, and kept within −m to m. A group of zeros has the scale 0 and the integers 0.
    /// </remarks>
    [Exercise("M05.E7")]
    public static QuantLinear FromFloat(Tensor weight, int group, int bits = 8)
    {
        // TODO M05.E7: for each group of each row, find the scale, round w/scale, and store the integers, packed for 4 bits.
        #region Solution
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentOutOfRangeException.ThrowIfLessThan(group, 1);
        if (bits is not (8 or 4)) throw new ArgumentException($"A weight can have 8 or 4 bits, but bits is {bits}.", nameof(bits));
        if (weight.dtype != ScalarType.Float32 || weight.dim() != 2 || weight.numel() == 0)
            throw new ArgumentException($"weight must be float32 [outputs, inputs] with an element, but it is {weight.dtype} {Shape.Of(weight)}.", nameof(weight));
        using DisposeScope scope = NewDisposeScope();
        float[] values = weight.detach().contiguous().data<float>().ToArray();
        if (!values.All(float.IsFinite)) throw new ArgumentException("weight must be finite, but it has NaN or an infinity.", nameof(weight));

        var layer = new QuantLinear((int)weight.shape[0], (int)weight.shape[1], group, bits);
        int limit = bits == 8 ? 127 : 7;
        sbyte[] codes = new sbyte[layer.Inputs];
        for (int row = 0; row < layer.Outputs; row++)
        {
            ReadOnlySpan<float> weights = values.AsSpan(row * layer.Inputs, layer.Inputs);
            for (int g = 0; g < layer.RowGroups; g++)
            {
                int start = g * group, end = Math.Min(start + group, layer.Inputs);
                float greatest = 0;
                for (int i = start; i < end; i++) greatest = MathF.Max(greatest, MathF.Abs(weights[i]));
                float scale = greatest / limit;
                layer._scales[(row * layer.RowGroups) + g] = scale;
                for (int i = start; i < end; i++)
                    codes[i] = scale == 0 ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(weights[i] / scale, MidpointRounding.ToEven), -limit, limit);
            }

            Span<byte> target = layer._codes.AsSpan(row * layer.RowBytes, layer.RowBytes);
            if (bits == 4) Pack4(codes).CopyTo(target);
            else for (int i = 0; i < codes.Length; i++) target[i] = (byte)codes[i];
        }

        return layer;
        #endregion
    }

    /// <summary>Packs 4-bit integers, two a byte: the first of each two in the low half, in two's complement; an unused high half is 0.</summary>
    /// <param name="codes">Integers from −8 to 7.</param>
    /// <returns>⌈n/2⌉ bytes.</returns>
    /// <exception cref="ArgumentException">An integer does not fit into 4 bits.</exception>
    [Exercise("M05.E7")]
    public static byte[] Pack4(ReadOnlySpan<sbyte> codes)
    {
        // TODO M05.E7: put two integers into each byte, the first into the low half.
        #region Solution
        byte[] packed = new byte[(codes.Length + 1) / 2];
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] is < -8 or > 7)
                throw new ArgumentException($"4 bits hold −8 to 7, but integer {i} is {codes[i]}.", nameof(codes));
            packed[i / 2] |= (byte)((codes[i] & 0xF) << (i % 2 * 4));
        }

        return packed;
        #endregion
    }

    /// <summary>Unpacks what <see cref="Pack4"/> packed.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="count">How many integers n to unpack, so that there are ⌈n/2⌉ bytes.</param>
    /// <returns>n integers from −8 to 7.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not ⌈<paramref name="count"/>/2⌉.</exception>
    [Exercise("M05.E7")]
    public static sbyte[] Unpack4(ReadOnlySpan<byte> packed, int count)
    {
        // TODO M05.E7: take the halves of each byte, and extend their signs.
        #region Solution
        if (count < 0 || packed.Length != (count + 1) / 2)
            throw new ArgumentException($"{count} integers of 4 bits are {(count + 1) / 2} bytes, but there are {packed.Length}.", nameof(count));
        sbyte[] codes = new sbyte[count];
        for (int i = 0; i < count; i++)
        {
            // Shifted to the top of the byte first, so that the shift back carries the sign.
            int top = i % 2 == 0 ? packed[i / 2] << 4 : packed[i / 2];
            codes[i] = (sbyte)((sbyte)top >> 4);
        }

        return codes;
        #endregion
    }

    /// <summary>Computes the weight that the integers stand for: integer · scale.</summary>
    /// <returns>float32 <c>[outputs, inputs]</c>, within scale/2 of the original; a new tensor that the caller disposes.</returns>
    [Exercise("M05.E7")]
    public Tensor Dequantize()
    {
        // TODO M05.E7: multiply each integer with the scale of its group.
        #region Solution
        float[] values = new float[Outputs * Inputs];
        for (int row = 0; row < Outputs; row++)
        {
            ReadOnlySpan<byte> bytes = _codes.AsSpan(row * RowBytes, RowBytes);
            ReadOnlySpan<sbyte> codes = Bits == 4 ? Unpack4(bytes, Inputs) : System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(bytes);
            for (int i = 0; i < Inputs; i++) values[(row * Inputs) + i] = codes[i] * _scales[(row * RowGroups) + (i / Group)];
        }

        using DisposeScope scope = NewDisposeScope();
        return tensor(values).reshape(Outputs, Inputs).MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Computes x·Wᵀ with the dequantised weight.</summary>
    /// <param name="x">float32 <c>[…, inputs]</c>.</param>
    /// <returns>float32 <c>[…, outputs]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not float32 <c>[…, inputs]</c>.</exception>
    [Exercise("M05.E7")]
    public Tensor Forward(Tensor x)
    {
        // TODO M05.E7: check x, then multiply with the transposed weight.
        #region Solution
        ArgumentNullException.ThrowIfNull(x);
        if (x.dtype != ScalarType.Float32 || x.dim() < 1 || x.shape[^1] != Inputs)
            throw new ArgumentException($"x must be float32 […, {Inputs}], but it is {x.dtype} {Shape.Of(x)}.", nameof(x));
        using DisposeScope scope = NewDisposeScope();
        return x.matmul(Dequantize().t()).MoveToOuterDisposeScope(); // […, outputs]
        #endregion
    }

    #region Solution
    private int RowBytes => Bits == 8 ? Inputs : (Inputs + 1) / 2;

    private int RowGroups => (Inputs + Group - 1) / Group;
    #endregion
}
