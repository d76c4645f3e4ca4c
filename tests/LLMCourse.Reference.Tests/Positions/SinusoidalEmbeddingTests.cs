using LLMCourse.Reference.Positions;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Positions;

public sealed class SinusoidalEmbeddingTests
{
    /// <summary>Angles of up to 2,000 radians in float64 keep 1e-13; exp(log) for the power costs two more digits of it.</summary>
    private const double Tolerance = 1e-11;

    [Fact]
    public void Table_WorkedByHand_HasSineAndCosineInTurn()
    {
        using Tensor table = SinusoidalEmbedding.Table(3, 4);

        Assert.Equal(ScalarType.Float64, table.dtype);
        Values.Close(
            [0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01), Math.Sin(2), Math.Cos(2), Math.Sin(0.02),
                Math.Cos(0.02)],
            Values.Of(table),
            Tolerance);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2000, 6)]
    [InlineData(17, 64)]
    public void Table_AnySize_EqualsTheFormula(int positions, int width)
    {
        using Tensor table = SinusoidalEmbedding.Table(positions, width);

        var expected = new double[positions * width];
        for (int i = 0; i < expected.Length; i++)
        {
            double angle = i / width / Math.Pow(10000, i % width / 2 * 2 / (double)width);
            expected[i] = i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        Assert.Equal([positions, width], table.shape);
        Values.Close(expected, Values.Of(table), Tolerance);
    }

    [Fact]
    public void Table_ShiftedPosition_IsARotationOfThePairs()
    {
        using Tensor table = SinusoidalEmbedding.Table(60, 8);
        double[] values = Values.Of(table);

        for (int pair = 0; pair < 4; pair++)
        {
            double omega = Math.Pow(10000, -2.0 * pair / 8);
            for (int p = 0; p < 50; p++)
            {
                double sine = values[(p * 8) + (2 * pair)], cosine = values[(p * 8) + (2 * pair) + 1];
                double turned = (sine * Math.Cos(7 * omega)) + (cosine * Math.Sin(7 * omega));
                Values.Close([turned], [values[((p + 7) * 8) + (2 * pair)]], Tolerance, $"pair {pair}, position {p}");
            }
        }
    }

    [Fact]
    public void Encode_LaterPositions_EqualsTheFullRun()
    {
        using var scope = NewDisposeScope();
        using var sinusoids = new SinusoidalEmbedding(4, 10);
        Tensor x = Values.Random(1, ScalarType.Float32, 2, 10, 4);
        byte[] before = Values.Bytes(x);

        Assert.Equal(Values.Bytes(sinusoids.forward(x)[.., 6..]), Values.Bytes(sinusoids.Encode(x[.., 6..], 6)));
        Assert.Equal(before, Values.Bytes(x));
        Assert.Empty(sinusoids.state_dict());
    }

    [Fact]
    public void Encode_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var sinusoids = new SinusoidalEmbedding(4, 10);

        Assert.Contains("choose an even width", Assert.Throws<ArgumentException>(() => new SinusoidalEmbedding(5, 10)).Message,
            StringComparison.Ordinal);
        Assert.Contains("choose an even width", Assert.Throws<ArgumentException>(() => SinusoidalEmbedding.Table(3, 0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SinusoidalEmbedding.Table(-1, 4));
        Assert.Contains("[…, T, 4]", Assert.Throws<ArgumentException>(() => sinusoids.forward(zeros(3, 6))).Message,
            StringComparison.Ordinal);
        Assert.Contains("Positions 9 to 10", Assert.Throws<ArgumentException>(() => sinusoids.Encode(zeros(2, 4), 9)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Positions -1 to 0", Assert.Throws<ArgumentException>(() => sinusoids.Encode(zeros(2, 4), -1)).Message,
            StringComparison.Ordinal);
    }
}
