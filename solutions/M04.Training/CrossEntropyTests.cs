using TorchSharp;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E2")]
public sealed class CrossEntropyTests
{
    [Fact(DisplayName = "M04.E2 Worked by hand: two equal logits cost ln 2, whichever is right")]
    public void CrossEntropy_EqualLogits_IsLogarithmOfTwo()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = Losses.CrossEntropy(zeros(3, 2), tensor(new long[] { 0, 1, -100 }));
        AssertClose("loss", [Math.Log(2)], [], loss, Exact, "−ln ½, averaged over the two targets that count.");
    }

    [Theory(DisplayName = "M04.E2 Equal to plain loops in float64, for logits of any size, with ignored targets and smoothing")]
    [InlineData(1, 0)]
    [InlineData(1000, 0)]
    [InlineData(3, 0.1)]
    public void CrossEntropy_RandomLogits_EqualsPlainLoops(double scale, double smoothing)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Normal(21, 6, 5) * scale;
        long[] targets = [3, 0, -100, 4, 1, -100];
        double[] x = Values(logits);
        double sum = 0;
        for (int row = 0; row < 6; row++)
        {
            if (targets[row] < 0) continue;
            double[] line = x[(row * 5)..((row + 1) * 5)];
            double logSum = line.Max() + Math.Log(line.Sum(v => Math.Exp(v - line.Max())));
            sum += ((1 - smoothing) * (logSum - line[targets[row]])) + (smoothing * line.Average(v => logSum - v));
        }

        AssertClose("loss", [sum / 4], [], Losses.CrossEntropy(logits, tensor(targets), labelSmoothing: smoothing), Exact, "ln Σ exp(xⱼ − m) − (xₜ − m), and the mean over four rows.");
    }

    [Fact(DisplayName = "M04.E2 The gradient is (softmax − one-hot)/N, and 0 where the target is ignored")]
    public void CrossEntropy_Gradient_IsSoftmaxMinusOneHot()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Normal64(22, 3, 4).requires_grad_(), targets = tensor(new long[] { 2, -100, 0 });
        Losses.CrossEntropy(logits, targets).backward();
        Tensor expected = (logits.detach().softmax(-1) - nn.functional.one_hot(tensor(new long[] { 2, 0, 0 }), 4)) / 2;
        expected[1] = 0;
        AssertClose("gradient", expected, logits.grad!, Exact, "divide by the number of targets that count.");
        AssertGradient("CrossEntropy", x => Losses.CrossEntropy(x, targets, labelSmoothing: 0.2), Normal64(23, 3, 4), "only the maximum may be a constant.");
    }

    [Fact(DisplayName = "M04.E2 All ignored: 0, with a gradient of zeros")]
    public void CrossEntropy_AllIgnored_IsZero()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Normal(24, 2, 3).requires_grad_();
        Tensor loss = Losses.CrossEntropy(logits, tensor(new long[] { -100, -100 }));
        loss.backward();
        AssertClose("loss", [0], [], loss, Exact, "0/0 is NaN: return before you divide.");
        AssertClose("gradient", new double[6], [2, 3], logits.grad!, Exact, "keep a connection to the logits, so that backward() works.");
        Tensor targets = tensor(new long[] { 1, 2 });
        AssertNoLeak("CrossEntropy", () => Losses.CrossEntropy(logits, targets));
        AssertRefuses("A target of 3 among 3 classes", () => Losses.CrossEntropy(logits, tensor(new long[] { 0, 3 })));
    }
}
