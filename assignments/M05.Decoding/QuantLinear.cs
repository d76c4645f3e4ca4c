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
            throw new NotImplementedException("M05.E7: return the packed integers.");
        }
    }

    /// <summary>Gets the scales, row by row, ⌈inputs/group⌉ for each row.</summary>
    [Exercise("M05.E7")]
    public ReadOnlySpan<float> Scales
    {
        get
        {
            // TODO M05.E7: return the scales.
            throw new NotImplementedException("M05.E7: return the scales.");
        }
    }

    /// <summary>Gets the memory of integers and scales, in bytes.</summary>
    [Exercise("M05.E7")]
    public long SizeInBytes
    {
        get
        {
            // TODO M05.E7: a byte for each byte of the codes, four for each scale.
            throw new NotImplementedException("M05.E7: a byte for each byte of the codes, four for each scale.");
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
        throw new NotImplementedException("M05.E7: for each group of each row, find the scale, round w/scale, and store the integers, packed for 4 bits.");
    }

    /// <summary>Packs 4-bit integers, two a byte: the first of each two in the low half, in two's complement; an unused high half is 0.</summary>
    /// <param name="codes">Integers from −8 to 7.</param>
    /// <returns>⌈n/2⌉ bytes.</returns>
    /// <exception cref="ArgumentException">An integer does not fit into 4 bits.</exception>
    [Exercise("M05.E7")]
    public static byte[] Pack4(ReadOnlySpan<sbyte> codes)
    {
        // TODO M05.E7: put two integers into each byte, the first into the low half.
        throw new NotImplementedException("M05.E7: put two integers into each byte, the first into the low half.");
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
        throw new NotImplementedException("M05.E7: take the halves of each byte, and extend their signs.");
    }

    /// <summary>Computes the weight that the integers stand for: integer · scale.</summary>
    /// <returns>float32 <c>[outputs, inputs]</c>, within scale/2 of the original; a new tensor that the caller disposes.</returns>
    [Exercise("M05.E7")]
    public Tensor Dequantize()
    {
        // TODO M05.E7: multiply each integer with the scale of its group.
        throw new NotImplementedException("M05.E7: multiply each integer with the scale of its group.");
    }

    /// <summary>Computes x·Wᵀ with the dequantised weight.</summary>
    /// <param name="x">float32 <c>[…, inputs]</c>.</param>
    /// <returns>float32 <c>[…, outputs]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not float32 <c>[…, inputs]</c>.</exception>
    [Exercise("M05.E7")]
    public Tensor Forward(Tensor x)
    {
        // TODO M05.E7: check x, then multiply with the transposed weight.
        throw new NotImplementedException("M05.E7: check x, then multiply with the transposed weight.");
    }
}
