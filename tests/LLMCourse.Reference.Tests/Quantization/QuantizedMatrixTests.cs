using LLMCourse.Reference.Quantization;

namespace LLMCourse.Reference.Tests.Quantization;

public sealed class QuantizedMatrixTests
{
    [Fact]
    public void Quantize_HandWorkedGroup_RoundsHalfToEven()
    {
        // scale = 12.7/127 = 0.1 would not be exact; 127/127 = 1 is: 0.5 → 0, 1.5 → 2, 2.5 → 2, −0.5 → 0, −1.5 → −2.
        var matrix = QuantizedMatrix.Quantize([127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -127, 3.49f], columns: 8, bits: 8);

        Assert.Equal(1f, matrix.Scale(0, 0));
        Assert.Equal([127, 0, 2, 2, 0, -2, -127, 3], Enumerable.Range(0, 8).Select(column => matrix[0, column]));
    }

    [Fact]
    public void Quantize_FourBitsAndThreeRows_ShareNumbers()
    {
        var matrix = QuantizedMatrix.Quantize([7, -7, 0.5f, 14, 3, -14, 7, 7, 7], columns: 3, bits: 4);

        Assert.Equal([7, -7, 0], Enumerable.Range(0, 3).Select(column => matrix[0, column]));
        Assert.Equal([7, 2, -7], Enumerable.Range(0, 3).Select(column => matrix[1, column])); // 3/2 = 1.5 → 2
        Assert.Equal([7, 7, 7], Enumerable.Range(0, 3).Select(column => matrix[2, column]));
        Assert.Equal([7f, -7, 0, 14, 4, -14, 7, 7, 7], matrix.Dequantize());
    }

    [Theory]
    [InlineData(8, 32, 5, 70)]
    [InlineData(8, 64, 4, 288)]
    [InlineData(8, 512, 3, 1000)]
    [InlineData(4, 32, 5, 70)]
    [InlineData(4, 96, 1, 33)]
    [InlineData(4, 128, 6, 256)]
    public void Dequantize_RandomWeights_IsAtMostHalfAStepOff(int bits, int group, int rows, int columns)
    {
        var random = new Random(bits + group);
        float[] weights =
            [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5) * MathF.Pow(10, random.Next(-3, 3)))];
        var matrix = QuantizedMatrix.Quantize(weights, columns, bits, group);

        float[] back = matrix.Dequantize();

        for (int i = 0; i < weights.Length; i++)
        {
            // Half a step, and one rounding of scale·q in float32.
            double most = (matrix.Scale(i / columns, i % columns) / 2 * (1 + 1e-6)) + (Math.Abs(weights[i]) * 1.2e-7);
            Assert.InRange(Math.Abs((double)back[i] - weights[i]), 0, most);
        }

        int limit = bits == 8 ? 127 : 7;
        Assert.All(Enumerable.Range(0, weights.Length), i => Assert.InRange(matrix[i / columns, i % columns], -limit, limit));
    }

    [Fact]
    public void Quantize_ZerosAndSubnormals_StayFinite()
    {
        var zeros = QuantizedMatrix.Quantize(new float[64], columns: 64, bits: 4);
        var least = QuantizedMatrix.Quantize([float.Epsilon, -float.Epsilon, 100 * float.Epsilon], columns: 3, bits: 8);

        Assert.Equal(new float[64], zeros.Dequantize());
        Assert.Equal(0, zeros.Scale(0, 0));
        Assert.All(least.Dequantize(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(8, 3, 288, 32, (3 * 288) + (3 * 9 * 4))]
    [InlineData(4, 4, 288, 32, (2 * 288) + (4 * 9 * 4))]
    [InlineData(4, 3, 40, 64, (1 * 2 * 64) + (3 * 1 * 4))]
    public void SizeInBytes_IsNumbersAndScales(int bits, int rows, int columns, int group, long bytes) =>
        Assert.Equal(bytes, QuantizedMatrix.Quantize(new float[rows * columns], columns, bits, group).SizeInBytes);

    [Fact]
    public void Quantize_BadArguments_SaysWhatToDo()
    {
        Assert.Contains("bits is 2", Assert.Throws<ArgumentException>(() => QuantizedMatrix.Quantize([1], 1, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("whole rows", Assert.Throws<ArgumentException>(() => QuantizedMatrix.Quantize([1, 2, 3], 2, 8)).Message,
            StringComparison.Ordinal);
        Assert.Contains("multiple of 32", Assert.Throws<ArgumentException>(() => QuantizedMatrix.Quantize([1], 1, 8, 33)).Message,
            StringComparison.Ordinal);
        Assert.Contains("only finite", Assert.Throws<ArgumentException>(() => QuantizedMatrix.Quantize([1, float.NaN], 2, 8)).Message,
            StringComparison.Ordinal);
        Assert.Contains("the matrix is [1, 1]",
            Assert.Throws<ArgumentOutOfRangeException>(() => QuantizedMatrix.Quantize([1], 1, 8)[0, 1]).Message, StringComparison.Ordinal);
    }
}
