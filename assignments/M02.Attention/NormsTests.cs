using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E5")]
public sealed class NormsTests
{
    [Fact(DisplayName = "M02.E5 Worked by hand: [1, 3] has mean 2 and variance 1; [3, 4] has mean square 12.5")]
    public void Forward_OfTwoNumbers_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(2, epsilon: 1e-12);
        using RmsNorm rms = new(2, epsilon: 1e-12);

        AssertClose("LayerNorm", [-1, 1], [2], layer.call(tensor(new float[] { 1, 3 })), Exact, "the variance is ((1−2)² + (3−2)²)/2 = 1: divide by C, not by C − 1.");
        AssertClose("RmsNorm", [3 / Math.Sqrt(12.5), 4 / Math.Sqrt(12.5)], [2], rms.call(tensor(new float[] { 3, 4 })), Exact, "divide by √((9 + 16)/2); no mean is subtracted.");
    }

    [Theory(DisplayName = "M02.E5 For any leading axes, both norms equal plain loops in float64")]
    [InlineData(new long[] { 7 })]
    [InlineData(new long[] { 3, 7 })]
    [InlineData(new long[] { 2, 3, 4, 7 })]
    public void Forward_AnyShape_EqualsPlainLoops(long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(7, epsilon: 0.1);
        using RmsNorm rms = new(7, epsilon: 0.1);
        (Tensor weight, Tensor bias, Tensor x) = (Normal(51, 7), Normal(52, 7), Normal(53, shape));
        _ = layer.load_state_dict(new() { ["weight"] = weight, ["bias"] = bias });
        _ = rms.load_state_dict(new() { ["weight"] = weight });

        (double[] w, double[] b, double[] v) = (Values(weight), Values(bias), Values(x));
        AssertClose("LayerNorm", InPlainLoops(v, w, b, centre: true), shape, layer.call(x), Layer, "ε is added to the variance, under the root; weight and bias come last.");
        AssertClose("RmsNorm", InPlainLoops(v, w, new double[7], centre: false), shape, rms.call(x), Layer, "ε is added to the mean square, under the root; weight comes last.");
    }

    [Fact(DisplayName = "M02.E5 A constant vector stays finite: LayerNorm gives 0, RMSNorm gives ±1, and zeros give zeros")]
    public void Forward_OfConstantVectors_IsFinite()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(3);
        using RmsNorm rms = new(3);
        Tensor x = tensor(new float[] { 8, 8, 8, 0, 0, 0 }).reshape(2, 3);

        AssertClose("LayerNorm", new double[6], [2, 3], layer.call(x), Exact, "the variance is 0, and ε keeps its root away from 0.");
        AssertClose("RmsNorm", [1, 1, 1, 0, 0, 0], [2, 3], rms.call(x), Exact, "ε keeps the root of the zero vector's mean square away from 0.");
    }

    [Fact(DisplayName = "M02.E5 Scaling the input changes neither norm; shifting it does not change LayerNorm")]
    public void Forward_ScaledAndShifted_IsTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(16);
        using RmsNorm rms = new(16);
        Tensor x = Normal(54, 4, 16) * 10; // so large that ε is of no account

        AssertClose("RmsNorm of 7·x", rms.call(x), rms.call(x * 7), Layer, "x/√mean(x²) has no scale left.");
        AssertClose("LayerNorm of 7·x + 5", layer.call(x), layer.call((x * 7) + 5), Layer, "subtract the mean of each vector, not of the whole tensor.");
    }

    [Fact(DisplayName = "M02.E5 Half precision is computed in float32: vectors of 300 do not overflow, and the dtype is kept")]
    public void Forward_OfHalf_AccumulatesInFloat32()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(4);
        using RmsNorm rms = new(4);
        Tensor x = tensor(new float[] { 300, -300, 300, -300 }).to(ScalarType.Float16); // 300² = 90000 > 65504

        (Tensor byLayer, Tensor byRms) = (layer.call(x), rms.call(x));

        Assert.Equal(ScalarType.Float16, byLayer.dtype);
        Assert.Equal(ScalarType.Float16, byRms.dtype);
        AssertClose("LayerNorm of float16", [1, -1, 1, -1], [4], byLayer, 1e-3, "convert to float32 before squaring, and back at the end.");
        AssertClose("RmsNorm of float16", [1, -1, 1, -1], [4], byRms, 1e-3, "convert to float32 before squaring, and back at the end.");
    }

    [Fact(DisplayName = "M02.E5 Gradients equal finite differences")]
    public void Forward_Gradients_EqualFiniteDifferences()
    {
        using LayerNorm layer = new(4);
        using RmsNorm rms = new(4);
        const string Hint = "mean and variance depend on x as well: do not detach them.";

        AssertGradient("LayerNorm", layer.call, Normal64(55, 2, 4), Hint);
        AssertGradient("RmsNorm", rms.call, Normal64(56, 2, 4), Hint);
    }

    [Fact(DisplayName = "M02.E5 The parameters are weight = 1 and bias = 0 under their documented names")]
    public void StateDictionary_HasTheDocumentedNames()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(5);
        using RmsNorm rms = new(5);

        Assert.Equal("bias [5]\nweight [5]", Names(layer));
        Assert.Equal("weight [5]", Names(rms));
        AssertClose("weight", ones(5), layer.state_dict()["weight"], Exact, "a new norm must not scale.");
        AssertClose("bias", zeros(5), layer.state_dict()["bias"], Exact, "a new norm must not shift.");
    }

    [Fact(DisplayName = "M02.E5 A vector of another width, integers, and senseless sizes are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(4);
        using RmsNorm rms = new(4);

        AssertRefuses("LayerNorm of width 3", () => layer.call(zeros(2, 3)));
        AssertRefuses("RmsNorm of width 3", () => rms.call(zeros(2, 3)));
        AssertRefuses("LayerNorm of a scalar", () => layer.call(tensor(1f)));
        AssertRefuses("RmsNorm of integers", () => rms.call(ones(4, ScalarType.Int64)));
        AssertRefuses("A width of 0", () => new LayerNorm(0).Dispose());
        AssertRefuses("ε = 0", () => new RmsNorm(4, 0).Dispose());
    }

    [Fact(DisplayName = "M02.E5 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm layer = new(4);
        using RmsNorm rms = new(4);
        Tensor x = Normal(57, 2, 4);

        AssertNoLeak("LayerNorm", () => layer.call(x));
        AssertNoLeak("RmsNorm", () => rms.call(x));
    }

    private static double[] InPlainLoops(double[] x, double[] weight, double[] bias, bool centre)
    {
        int width = weight.Length;
        double[] y = new double[x.Length];
        for (int start = 0; start < x.Length; start += width)
        {
            double[] row = x[start..(start + width)];
            double mean = centre ? row.Sum() / width : 0;
            double meanSquare = row.Sum(value => (value - mean) * (value - mean)) / width;
            for (int i = 0; i < width; i++) y[start + i] = ((row[i] - mean) / Math.Sqrt(meanSquare + 0.1) * weight[i]) + bias[i];
        }

        return y;
    }
}
