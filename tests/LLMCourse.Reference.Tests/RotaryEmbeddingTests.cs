using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class RotaryEmbeddingTests
{
    /// <summary>Float64 tables; angles of up to 2,000 radians keep 1e-13.</summary>
    private const double Tolerance = 1e-12;

    [Fact]
    public void Rotate_Products_DependOnTheDistanceAlone()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(16, 2000);
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            Tensor q = Values.Random(2 * trial, ScalarType.Float64, 1, 16), k = Values.Random((2 * trial) + 1, ScalarType.Float64, 1, 16);
            int m = random.Next(1000), n = random.Next(1000), shift = random.Next(1000);

            double near = Product(rotary.Rotate(q, m), rotary.Rotate(k, n));
            double far = Product(rotary.Rotate(q, m + shift), rotary.Rotate(k, n + shift));

            Values.Close([near], [far], Tolerance, $"positions {m} and {n}, shifted by {shift}");
        }
    }

    [Fact]
    public void Rotate_AnyPosition_KeepsTheNorm()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(8, 50);
        Tensor x = Values.Random(1, ScalarType.Float64, 2, 3, 50, 8);

        Values.Close(Values.Of(x.square().sum(-1)), Values.Of(rotary.forward(x).square().sum(-1)), Tolerance);
    }

    [Fact]
    public void Rotate_HandComputed_TurnsThePairs()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(4, 3, theta: 100);

        // Width 4 has the frequencies 1 and 1/10; columns 0 and 2 are a pair, 1 and 3 the other.
        Tensor x = tensor(new[] { 1.0, 1, 0, 0 }).reshape(1, 4);

        Values.Close([Math.Cos(2), Math.Cos(0.2), Math.Sin(2), Math.Sin(0.2)], Values.Of(rotary.Rotate(x, 2)), Tolerance);
        Values.Close([1, 1, 0, 0], Values.Of(rotary.Rotate(x, 0)), Tolerance);
    }

    [Fact]
    public void Rotate_LaterPositions_EqualsTheFullRun()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(8, 10);
        Tensor x = Values.Random(1, ScalarType.Float32, 1, 2, 10, 8);

        Assert.Equal(Values.Bytes(rotary.forward(x)[.., .., 6..]), Values.Bytes(rotary.Rotate(x[.., .., 6..], 6)));
    }

    [Fact]
    public void StateDict_Buffers_AreLeftOut()
    {
        using var rotary = new RotaryEmbedding(8, 10);

        Assert.Empty(rotary.state_dict());
    }

    [Fact]
    public void Rotate_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(8, 10);

        Assert.Contains("choose an even width", Assert.Throws<ArgumentException>(() => new RotaryEmbedding(7, 10)).Message,
            StringComparison.Ordinal);
        Assert.Contains("choose a positive number", Assert.Throws<ArgumentException>(() => new RotaryEmbedding(8, 10, double.NaN)).Message,
            StringComparison.Ordinal);
        Assert.Contains("[…, T, 8]", Assert.Throws<ArgumentException>(() => rotary.forward(zeros(3, 6))).Message, StringComparison.Ordinal);
        Assert.Contains("Positions 0 to 10", Assert.Throws<ArgumentException>(() => rotary.forward(zeros(11, 8))).Message,
            StringComparison.Ordinal);
        Assert.Contains("Positions 9 to 10", Assert.Throws<ArgumentException>(() => rotary.Rotate(zeros(2, 8), 9)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Positions -1 to 0", Assert.Throws<ArgumentException>(() => rotary.Rotate(zeros(2, 8), -1)).Message,
            StringComparison.Ordinal);
    }

    private static double Product(Tensor a, Tensor b) => a.mul(b).sum().item<double>();
}
