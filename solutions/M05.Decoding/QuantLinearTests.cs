using TorchSharp;
using static LLMCourse.M05.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E7")]
public sealed class QuantLinearTests
{
    [Fact(DisplayName = "M05.E7 Worked by hand: with a greatest weight of 7 the 4-bit scale is 1, and halves go to even")]
    public void FromFloat_WithAScaleOfOne_Rounds()
    {
        using DisposeScope scope = NewDisposeScope();
        QuantLinear layer = QuantLinear.FromFloat(tensor(new[] { 7f, 0.5f, 1.5f, -2.5f }).reshape(1, 4), group: 4, bits: 4);

        // 7 0 2 −2, first the low half: 0x07 and 0xE2, for −2 is 1110 in two's complement.
        Assert.Equal([0x07, 0xE2], layer.Codes.ToArray());
        Assert.Equal([1f], layer.Scales.ToArray());
        Assert.Equal(2 + 4, layer.SizeInBytes);
    }

    [Fact(DisplayName = "M05.E7 Packing and unpacking are inverse for all sixteen integers")]
    public void Pack4_AndUnpack4_AreInverse()
    {
        sbyte[] all = [.. Enumerable.Range(-8, 16).Select(i => (sbyte)i)];

        Assert.Equal(all, QuantLinear.Unpack4(QuantLinear.Pack4(all), 16));
        Assert.Equal(all[..7], QuantLinear.Unpack4(QuantLinear.Pack4(all.AsSpan(0, 7)), 7));
        Assert.Equal([0xF1, 0x08], QuantLinear.Pack4([1, -1, -8]));
    }

    [Theory(DisplayName = "M05.E7 Scales and weights are what plain loops give, and no weight is off by more than half a scale")]
    [InlineData(8, 3, 10, 4)]
    [InlineData(4, 3, 10, 4)]
    [InlineData(4, 2, 7, 100)]
    [InlineData(8, 1, 5, 1)]
    public void FromFloat_OfAnyShape_EqualsPlainLoops(int bits, int rows, int columns, int group)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = Normal(70 + bits, rows, columns);
        double[] w = Values(weight), expected = new double[w.Length];
        for (int i = 0; i < w.Length; i++)
        {
            int row = i / columns, first = (i % columns) / group * group;
            double scale = Enumerable.Range(first, Math.Min(group, columns - first)).Max(c => Math.Abs(w[(row * columns) + c])) / (bits == 8 ? 127 : 7);
            expected[i] = Math.Round(w[i] / scale) * scale;
            Assert.True(Math.Abs(expected[i] - w[i]) <= scale / 2 * 1.0001);
        }

        QuantLinear layer = QuantLinear.FromFloat(weight, group, bits);

        AssertClose("Dequantize", expected, [rows, columns], layer.Dequantize(), Exact, "each group of each row has a scale of its own: max|w|/127 or max|w|/7.");
        int rowBytes = bits == 8 ? columns : (columns + 1) / 2, groups = (columns + group - 1) / group;
        Assert.Equal(rows * (rowBytes + (4 * groups)), layer.SizeInBytes);
    }

    [Fact(DisplayName = "M05.E7 A group of zeros stays zeros")]
    public void FromFloat_OfZeros_HasNoNaN()
    {
        using DisposeScope scope = NewDisposeScope();
        QuantLinear layer = QuantLinear.FromFloat(tensor(new[] { 0f, 0, 3, 1 }).reshape(1, 4), 2);

        Assert.Equal([0f, 3f / 127], layer.Scales.ToArray());
        Assert.Equal([0, 0, 3], Values(layer.Dequantize())[..3].Select(x => Math.Round(x, 6)));
    }

    [Fact(DisplayName = "M05.E7 Forward multiplies with the weights that the integers stand for")]
    public void Forward_MultipliesWithTheDequantisedWeight()
    {
        using DisposeScope scope = NewDisposeScope();
        QuantLinear layer = QuantLinear.FromFloat(Normal(80, 5, 6), 3, 4);
        Tensor x = Normal(81, 2, 3, 6);

        AssertClose("Forward", x.matmul(layer.Dequantize().t()), layer.Forward(x), Layer, "x·Wᵀ.");
        AssertNoLeak("Forward", () => layer.Forward(x));
        AssertNoLeak("Dequantize", layer.Dequantize);
    }

    [Fact(DisplayName = "M05.E7 What cannot be quantised is refused with an ArgumentException")]
    public void QuantLinear_BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = Normal(82, 2, 4);
        AssertRefuses("5 bits", () => QuantLinear.FromFloat(w, 2, 5));
        AssertRefuses("Groups of 0", () => QuantLinear.FromFloat(w, 0));
        AssertRefuses("A vector", () => QuantLinear.FromFloat(w[0], 2));
        AssertRefuses("An infinity", () => QuantLinear.FromFloat(w / 0, 2));
        AssertRefuses("Inputs of another width", () => QuantLinear.FromFloat(w, 2).Forward(zeros(3)));
        AssertRefuses("8 in four bits", () => QuantLinear.Pack4([8]));
        AssertRefuses("Two bytes for two integers", () => QuantLinear.Unpack4([1, 2], 2));
    }
}
