using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E6")]
public sealed class FeedForwardTests
{
    // Where the activations are tabulated, to 12 digits after the point.
    private static readonly double[] At = [-3, -1, -0.5, 0, 0.5, 1, 3];

    [Fact(DisplayName = "M02.E6 GELU takes its tabulated values")]
    public void Gelu_TakesTabulatedValues() => AssertTable(
        "Gelu", Activations.Gelu, [-0.004049694095, -0.158655253931, -0.154268769363, 0, 0.345731230637, 0.841344746069, 2.995950305905],
        "x/2·(1 + erf(x/√2)): the argument of erf is x/√2.");

    [Fact(DisplayName = "M02.E6 GELU by tanh takes its tabulated values, near those of GELU but not equal to them")]
    public void GeluTanh_TakesTabulatedValues() => AssertTable(
        "GeluTanh", Activations.GeluTanh, [-0.003637392082, -0.158808009392, -0.154285990175, 0, 0.345714009825, 0.841191990608, 2.996362607918],
        "x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))): √(2/π) multiplies the cube as well.");

    [Fact(DisplayName = "M02.E6 SiLU takes its tabulated values")]
    public void Silu_TakesTabulatedValues() => AssertTable(
        "Silu", Activations.Silu, [-0.142277619533, -0.268941421370, -0.188770334399, 0, 0.311229665601, 0.731058578630, 2.857722380467],
        "x·σ(x) with σ(x) = 1/(1 + exp(−x)).");

    [Fact(DisplayName = "M02.E6 Far from 0 activations are 0 or x, never NaN")]
    public void Activations_FarFromZero_AreZeroOrIdentity()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { -1000, 1000 });

        AssertClose("Gelu", [0, 1000], [2], Activations.Gelu(x), Exact, "erf tends to ±1.");
        AssertClose("GeluTanh", [0, 1000], [2], Activations.GeluTanh(x), Exact, "tanh tends to ±1.");
        AssertClose("Silu", [0, 1000], [2], Activations.Silu(x), Exact, "x·exp(x)/(1 + exp(x)) is ∞/∞ for large x; use sigmoid().");
    }

    [Fact(DisplayName = "M02.E6 Gradients of the activations equal finite differences")]
    public void Activations_Gradients_EqualFiniteDifferences()
    {
        AssertGradient("Gelu", Activations.Gelu, Normal64(61, 5), "keep every step on tensors.");
        AssertGradient("GeluTanh", Activations.GeluTanh, Normal64(62, 5), "keep every step on tensors.");
        AssertGradient("Silu", Activations.Silu, Normal64(63, 5), "keep every step on tensors.");
    }

    [Fact(DisplayName = "M02.E6 The feed-forward layer is two projections with the exact GELU between, in plain loops")]
    public void FeedForward_EqualsPlainLoops()
    {
        using DisposeScope scope = NewDisposeScope();
        using FeedForward layer = new(3, 7);
        (Tensor w1, Tensor b1, Tensor w2, Tensor b2) = (Normal(64, 7, 3), Normal(65, 7), Normal(66, 3, 7), Normal(67, 3));
        _ = layer.load_state_dict(new() { ["c_fc.weight"] = w1, ["c_fc.bias"] = b1, ["c_proj.weight"] = w2, ["c_proj.bias"] = b2 });
        Tensor x = Normal(68, 2, 4, 3);

        double[] hidden = Project(Values(x), Values(w1), Values(b1));
        double[] active = Values(Activations.Gelu(tensor(hidden, ScalarType.Float64)));
        AssertClose("FeedForward", Project(active, Values(w2), Values(b2)), x.shape, layer.call(x), Layer, "c_fc, then Gelu (not GeluTanh), then c_proj, both with bias.");
    }

    [Fact(DisplayName = "M02.E6 SwiGLU is w2·(silu(w1·x) ⊙ w3·x), in plain loops")]
    public void SwiGlu_EqualsPlainLoops()
    {
        using DisposeScope scope = NewDisposeScope();
        using SwiGlu layer = new(3, 5);
        (Tensor w1, Tensor w2, Tensor w3) = (Normal(69, 5, 3), Normal(70, 3, 5), Normal(71, 5, 3));
        _ = layer.load_state_dict(new() { ["w1.weight"] = w1, ["w2.weight"] = w2, ["w3.weight"] = w3 });
        Tensor x = Normal(72, 4, 3);

        double[] gate = Project(Values(x), Values(w1), new double[5]);
        double[] up = Project(Values(x), Values(w3), new double[5]);
        double[] gated = [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)];
        AssertClose("SwiGlu", Project(gated, Values(w2), new double[3]), [4, 3], layer.call(x), Layer, "w1 is the gate and goes through silu; w3 does not; w2 comes back to the model width.");
    }

    [Theory(DisplayName = "M02.E6 SwiGLU's hidden width is 8/3 of the model width, rounded up to a multiple")]
    [InlineData(24, 64, 64)]
    [InlineData(25, 64, 128)]
    [InlineData(512, 64, 1408)]
    [InlineData(4096, 256, 11008)]
    [InlineData(768, 1, 2048)]
    [InlineData(1, 64, 64)]
    public void HiddenWidth_IsRoundedUp(int modelWidth, int multiple, int expected) =>
        Assert.Equal(expected, SwiGlu.HiddenWidth(modelWidth, multiple));

    [Fact(DisplayName = "M02.E6 The parameters have their documented names, and the hidden width is chosen when not given")]
    public void StateDictionary_HasTheDocumentedNames()
    {
        using FeedForward plain = new(3, 7);
        using SwiGlu gated = new(30);

        Assert.Equal("c_fc.bias [7]\nc_fc.weight [7, 3]\nc_proj.bias [3]\nc_proj.weight [3, 7]", Names(plain));
        Assert.Equal("w1.weight [128, 30]\nw2.weight [30, 128]\nw3.weight [128, 30]", Names(gated));
    }

    [Fact(DisplayName = "M02.E6 Integers, vectors of another width and senseless sizes are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using FeedForward plain = new(3, 7);
        using SwiGlu gated = new(3, 7);
        Tensor integers = ones(3, ScalarType.Int64);

        AssertRefuses("Gelu of integers", () => Activations.Gelu(integers));
        AssertRefuses("GeluTanh of integers", () => Activations.GeluTanh(integers));
        AssertRefuses("Silu of integers", () => Activations.Silu(integers));
        AssertRefuses("FeedForward of width 4", () => plain.call(zeros(2, 4)));
        AssertRefuses("SwiGlu of width 4", () => gated.call(zeros(2, 4)));
        AssertRefuses("A model width of 0", () => new SwiGlu(0).Dispose());
        AssertRefuses("A hidden width of 0", () => new FeedForward(3, 0).Dispose());
        AssertRefuses("A multiple of 0", () => _ = SwiGlu.HiddenWidth(8, 0));
    }

    [Fact(DisplayName = "M02.E6 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using FeedForward plain = new(3, 7);
        using SwiGlu gated = new(3, 7);
        Tensor x = Normal(73, 2, 3);

        AssertNoLeak("Gelu", () => Activations.Gelu(x));
        AssertNoLeak("GeluTanh", () => Activations.GeluTanh(x));
        AssertNoLeak("Silu", () => Activations.Silu(x));
        AssertNoLeak("FeedForward", () => plain.call(x));
        AssertNoLeak("SwiGlu", () => gated.call(x));
    }

    private static void AssertTable(string what, Func<Tensor, Tensor> activation, double[] expected, string hint)
    {
        using DisposeScope scope = NewDisposeScope();
        AssertClose(what, expected, [At.Length], activation(tensor(At, ScalarType.Float64)), 1e-9, hint);
        AssertClose($"{what} in float32", expected, [At.Length], activation(tensor(At, ScalarType.Float32)), Exact, hint);
    }

    private static double[] Project(double[] x, double[] weight, double[] bias)
    {
        int outputs = bias.Length, inputs = weight.Length / outputs;
        double[] y = new double[x.Length / inputs * outputs];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias[i % outputs];
            for (int c = 0; c < inputs; c++) y[i] += x[(i / outputs * inputs) + c] * weight[(i % outputs * inputs) + c];
        }

        return y;
    }
}
