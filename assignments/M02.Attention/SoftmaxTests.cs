using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E1")]
public sealed class SoftmaxTests
{
    [Fact(DisplayName = "M02.E1 Worked by hand: softmax of [0, ln 3] is [1/4, 3/4]")]
    public void Probabilities_OfZeroAndLogarithmOf3_AreAQuarterAndThree()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[] { 0, Math.Log(3) }, ScalarType.Float64); // exponentials 1 and 3, sum 4

        AssertClose("Probabilities", [0.25, 0.75], [2], Softmax.Probabilities(x, -1), Exact, "divide exp(x) by the sum of exp(x).");
        AssertClose("LogProbabilities", [Math.Log(0.25), Math.Log(0.75)], [2], Softmax.LogProbabilities(x, -1), Exact, "the logarithm is the natural one.");
    }

    [Theory(DisplayName = "M02.E1 Along any axis, the result is what plain loops in float64 give")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(-3)]
    public void Probabilities_AlongAnyAxis_EqualPlainLoops(long dim)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal(11, 3, 4, 5);
        double[] expected = InPlainLoops(Values(x), x.shape, dim < 0 ? (int)dim + 3 : (int)dim);

        AssertClose("Probabilities", expected, x.shape, Softmax.Probabilities(x, dim), Exact, "the sum runs along `dim`; keep that axis (keepdim) so that it broadcasts.");
        AssertClose("LogProbabilities", [.. expected.Select(p => Math.Log(p))], x.shape, Softmax.LogProbabilities(x, dim), Exact, "ln pᵢ = xᵢ − max − ln Σ exp(xⱼ − max).");
    }

    [Fact(DisplayName = "M02.E1 Adding a constant to every logit changes nothing, however large it is")]
    public void Probabilities_ShiftedBy1000_StayTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal64(12, 2, 6);

        AssertClose("Probabilities of x + 1000", Softmax.Probabilities(x, -1), Softmax.Probabilities(x + 1000, -1), Exact, "exp(1000) overflows; subtract each row's maximum before exponentiating.");
    }

    [Fact(DisplayName = "M02.E1 Logits in the thousands stay finite, and their log-probabilities exact")]
    public void LogProbabilities_OfLogits1000Apart_AreExact()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 0, 1000 });

        AssertClose("LogProbabilities", [-1000, 0], [2], Softmax.LogProbabilities(x, 0), Exact, "log(softmax(x)) is log(0) = −∞ here; compute shifted − log(sum) instead.");
    }

    [Fact(DisplayName = "M02.E1 A masked entry (−∞) gets 0, and a row that is masked throughout is zeros, not NaN")]
    public void Probabilities_OfMaskedRows_AreZero()
    {
        using DisposeScope scope = NewDisposeScope();
        const float Masked = float.NegativeInfinity;
        Tensor x = tensor(new[] { Masked, 5, Masked, Masked, Masked, Masked }).reshape(2, 3);

        AssertClose("Probabilities", [0, 1, 0, 0, 0, 0], [2, 3], Softmax.Probabilities(x, -1), Exact, "−∞ − (−∞) is NaN: treat the maximum of a fully masked row as 0, and its sum as 1.");
        double none = double.NegativeInfinity;
        AssertClose("LogProbabilities", [none, 0, none, none, none, none], [2, 3], Softmax.LogProbabilities(x, -1), Exact, "ln 0 is −∞.");
    }

    [Fact(DisplayName = "M02.E1 Gradients equal finite differences, and a fully masked row has gradient 0")]
    public void Gradients_EqualFiniteDifferences()
    {
        AssertGradient("Probabilities", x => Softmax.Probabilities(x, -1), Normal64(13, 2, 4), "detach() cuts the graph: only the maximum may be detached.");
        AssertGradient("LogProbabilities", x => Softmax.LogProbabilities(x, 0), Normal64(14, 3, 2), "detach() cuts the graph: only the maximum may be detached.");

        using DisposeScope scope = NewDisposeScope();
        Tensor masked = full(1, 3, double.NegativeInfinity, ScalarType.Float64).requires_grad_(true);
        Softmax.Probabilities(masked, -1).sum().backward();
        AssertClose("The gradient of a masked row", [0, 0, 0], [1, 3], masked.grad!, Exact, "0/0 is NaN in the gradient too: replace the sum before you divide, not the result after.");
    }

    [Fact(DisplayName = "M02.E1 The dtype is kept, and an empty tensor gives an empty one")]
    public void Probabilities_KeepDtypeAndEmptiness()
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal(ScalarType.Float64, Softmax.Probabilities(Normal64(15, 2), 0).dtype);
        Assert.Equal(ScalarType.Float32, Softmax.LogProbabilities(Normal(15, 2), 0).dtype);
        Assert.Equal([2, 0], Softmax.Probabilities(zeros(2, 0), -1).shape);
    }

    [Fact(DisplayName = "M02.E1 An axis that does not exist, or integer logits, are refused with an ArgumentException")]
    public void Probabilities_BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(2, 3);

        AssertRefuses("dim = 2 for a matrix", () => Softmax.Probabilities(x, 2));
        AssertRefuses("dim = −3 for a matrix", () => Softmax.LogProbabilities(x, -3));
        AssertRefuses("An int64 tensor", () => Softmax.Probabilities(x.to(ScalarType.Int64), 1));
    }

    [Fact(DisplayName = "M02.E1 Nothing but the result stays in memory")]
    public void Probabilities_LeaveNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal(16, 4, 4);

        AssertNoLeak("Probabilities", () => Softmax.Probabilities(x, 1));
        AssertNoLeak("LogProbabilities", () => Softmax.LogProbabilities(x, 1));
    }

    private static double[] InPlainLoops(double[] x, long[] shape, int dim)
    {
        double[] p = new double[x.Length];
        long stride = shape.Skip(dim + 1).Aggregate(1L, (product, size) => product * size);
        for (long start = 0; start < x.Length; start++)
        {
            if (start / stride % shape[dim] != 0) continue; // only the first entry of each row
            double sum = 0;
            for (long i = 0; i < shape[dim]; i++) sum += Math.Exp(x[start + (i * stride)]);
            for (long i = 0; i < shape[dim]; i++) p[start + (i * stride)] = Math.Exp(x[start + (i * stride)]) / sum;
        }

        return p;
    }
}
