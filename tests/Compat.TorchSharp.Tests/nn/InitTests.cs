using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class InitTests
{
    private static double Deviation(double[] v)
    {
        double mean = v.Average();
        return Math.Sqrt(v.Average(e => (e - mean) * (e - mean)));
    }

    public static TheoryData<string, double, bool> Uniform => new()
    {
        { "xavier_uniform", Math.Sqrt(6.0 / (50 + 200)), true },
        { "xavier_normal", Math.Sqrt(2.0 / (50 + 200)), false },
        { "kaiming_uniform", Math.Sqrt(3) * Math.Sqrt(2) / Math.Sqrt(50), true },
        { "kaiming_normal", Math.Sqrt(2) / Math.Sqrt(200), false },
    };

    [Theory]
    [MemberData(nameof(Uniform))]
    public void Draws_LargeMatrix_HaveTheBoundOrDeviation(string kind, double scale, bool bounded)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(5);
        Tensor t = empty(200, 50, ScalarType.Float64);
        Tensor same = kind switch
        {
            "xavier_uniform" => init.xavier_uniform_(t),
            "xavier_normal" => init.xavier_normal_(t),
            "kaiming_uniform" => init.kaiming_uniform_(t),
            _ => init.kaiming_normal_(t, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU),
        };
        double[] v = NNAssert.Values(t);

        Assert.Same(t, same);
        // 10,000 numbers: the deviation's own standard error is 0.7 % of it.
        Assert.InRange(Deviation(v), scale * (bounded ? 1 / Math.Sqrt(3) : 1) * 0.97, scale * (bounded ? 1 / Math.Sqrt(3) : 1) * 1.03);
        if (bounded) Assert.All(v, e => Assert.InRange(e, -scale, scale));
    }

    [Fact]
    public void CalculateGain_EveryKind_IsPyTorchs()
    {
        Assert.Equal(1, init.calculate_gain(init.NonlinearityType.Linear));
        Assert.Equal(5.0 / 3, init.calculate_gain(init.NonlinearityType.Tanh));
        Assert.Equal(Math.Sqrt(2), init.calculate_gain(init.NonlinearityType.ReLU));
        Assert.Equal(Math.Sqrt(2 / 1.04), init.calculate_gain(init.NonlinearityType.LeakyReLU, 0.2));
    }

    [Fact]
    public void CalculateFan_ConvolutionAndVector_CountsTheFieldOrIsRefused()
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal((3 * 20, 5 * 20), init.CalculateFanInAndFanOut(empty(5, 3, 4, 5)));
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(empty(5)));
    }

    [Fact]
    public void TruncNormal_NarrowBounds_StaysInsideWithTheExpectedDeviation()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(6);
        Tensor t = init.trunc_normal_(empty(20_000, ScalarType.Float64), mean: 1, std: 0.5, a: 0, b: 2);
        double[] v = NNAssert.Values(t);

        Assert.All(v, e => Assert.InRange(e, 0, 2));
        Assert.InRange(v.Average(), 0.985, 1.015);
        // A normal distribution cut at two deviations has 0.8796 of the deviation.
        Assert.InRange(Deviation(v), 0.5 * 0.8796 * 0.97, 0.5 * 0.8796 * 1.03);
    }

    [Theory]
    [InlineData(3, 6)]
    [InlineData(6, 3)]
    public void Orthogonal_Rectangle_HasOrthonormalRowsOrColumns(long rows, long columns)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = init.orthogonal_(empty(rows, columns, ScalarType.Float64), gain: 2);

        Tensor gram = rows < columns ? q.mm(q.t()) : q.t().mm(q);

        NNAssert.Close(NNAssert.Values(eye(3, dtype: ScalarType.Float64).mul(4)), gram, NNAssert.Float64);
    }

    [Fact]
    public void Fills_Parameter_AreNotRecorded()
    {
        using Modules.Parameter p = nn.Parameter(empty(2, 2));

        init.ones_(p);
        NNAssert.Close([1, 1, 1, 1], p, 0);
        init.zeros_(p);
        NNAssert.Close([0, 0, 0, 0], p, 0);
        init.constant_(p, 7);
        NNAssert.Close([7, 7, 7, 7], p, 0);
        init.eye_(p);
        NNAssert.Close([1, 0, 0, 1], p, 0);
        Assert.True(p.is_leaf);
        Assert.True(p.requires_grad);
    }

    [Fact]
    public void NormalAndUniform_Generator_AreDrawnFromIt()
    {
        using DisposeScope scope = NewDisposeScope();
        using var a = new Generator(11UL);
        using var b = new Generator(11UL);

        Assert.Equal(NNAssert.Values(init.normal_(empty(4), 1, 2, a)), NNAssert.Values(init.normal_(empty(4), 1, 2, b)));
        Assert.Equal(NNAssert.Values(init.uniform_(empty(4), 1, 2, a)), NNAssert.Values(init.uniform_(empty(4), 1, 2, b)));
    }
}
