using TorchSharp;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E4")]
public sealed class OptimizerTests
{
    [Fact(DisplayName = "M04.E4 Worked by hand: Adam's first step is the learning rate, whatever the size of the gradient")]
    public void AdamW_FirstStep_IsTheLearningRate()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter parameter = new(tensor(new[] { 1f, 1f }));
        using AdamW optimizer = new([parameter], 0.1, weightDecay: 0.5);
        parameter.grad = tensor(new[] { 1000f, -0.001f });
        optimizer.Step();
        // m̂ = g and √v̂ = |g|: the step is η·sign(g). The decay comes first: 1 − 0.1·0.5 = 0.95.
        AssertClose("parameter", [0.95 - 0.1, 0.95 + 0.1], [2], parameter, Layer, "bias correction divides m by 1 − β₁ᵗ and v by 1 − β₂ᵗ, t = 1 at the first step.");
    }

    [Fact(DisplayName = "M04.E4 A thousand steps equal plain loops in float64")]
    public void Step_ThousandTimes_EqualsPlainLoops()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter a = new(Normal(41, 4)), b = new(Normal(41, 4));
        using AdamW adam = new([a], 0.01, 0.9, 0.99, 1e-8, 0.1);
        using Sgd sgd = new([b], 0.01, 0.9, 0.1);
        double[] x = Values(a), z = Values(b), m = new double[4], v = new double[4], u = new double[4];
        for (int t = 1; t <= 1000; t++)
        {
            // The gradient of a bowl whose middle moves: both optimizers get their own.
            a.grad = a.detach() - Math.Sin(t * 0.05);
            b.grad = b.detach() - Math.Sin(t * 0.05);
            adam.Step();
            sgd.Step();
            for (int i = 0; i < 4; i++)
            {
                double g = x[i] - Math.Sin(t * 0.05), h = z[i] - Math.Sin(t * 0.05) + (0.1 * z[i]);
                (m[i], v[i], u[i]) = ((0.9 * m[i]) + (0.1 * g), (0.99 * v[i]) + (0.01 * g * g), (0.9 * u[i]) + h);
                x[i] = (x[i] * (1 - (0.01 * 0.1))) - (0.01 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.99, t))) + 1e-8));
                z[i] -= 0.01 * u[i];
            }
        }

        AssertClose("AdamW", x, [4], a, 1e-4, "see the four formulas in the comment, in their order.");
        AssertClose("SGD", z, [4], b, 1e-4, "v ← μ·v + g + λ·θ, then θ ← θ − η·v.");
    }

    [Fact(DisplayName = "M04.E4 Five steps, save, load, five steps are ten steps, bit for bit")]
    public void LoadState_InTheMiddle_ChangesNothing()
    {
        foreach (Func<Parameter, IOptimizer> make in new Func<Parameter, IOptimizer>[] { p => new AdamW([p], 0.1), p => new Sgd([p], 0.1, 0.9) })
        {
            using DisposeScope scope = NewDisposeScope();
            Parameter straight = new(Normal(42, 3)), stopped = new(Normal(42, 3));
            using IOptimizer first = make(straight), second = make(stopped), third = make(stopped);
            for (int t = 0; t < 10; t++)
            {
                if (t == 5)
                {
                    using MemoryStream stream = new();
                    second.SaveState(stream);
                    stream.Position = 0;
                    third.LoadState(stream);
                    using MemoryStream cut = new(stream.ToArray()[..^3]);
                    Assert.Throws<InvalidDataException>(() => third.LoadState(cut));
                }

                (straight.grad, stopped.grad) = (straight.detach() * 2, stopped.detach() * 2);
                first.Step();
                (t < 5 ? second : third).Step();
            }

            Assert.Equal(Values(straight), Values(stopped));
        }
    }

    [Fact(DisplayName = "M04.E4 Who needs no gradient, or has none, stays as it was; a gradient of 0 leaves only the decay")]
    public void Step_WithoutGradient_LeavesAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter none = new(ones(2)), frozen = new(ones(2), requires_grad: false), zero = new(ones(2));
        using AdamW optimizer = new([none, frozen, zero], 0.1, weightDecay: 0.2);
        zero.grad = zeros(2);
        optimizer.Step();
        AssertClose("without gradient", [1, 1], [2], none, Exact, "skip it altogether.");
        AssertClose("frozen", [1, 1], [2], frozen, Exact, "skip it altogether.");
        AssertClose("gradient 0", [0.98, 0.98], [2], zero, Exact, "1 − η·λ = 0.98.");
        AssertRefuses("The same parameter twice", () => _ = new AdamW([none, none]));

        // Each read of a built-in module's weight is a new object: what they have in common is the memory.
        using var embedding = nn.Embedding(3, 2);
        using var head = nn.Linear(2, 3, hasBias: false);
        head.weight = embedding.weight!;
        AssertRefuses("A tied weight under both of its names", () => _ = new AdamW([.. embedding.parameters(), .. head.parameters()]));
        optimizer.ZeroGrad();
        Assert.Null(zero.grad);
    }
}
