using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class OptimizerTests
{
    private const int Steps = 50;

    /// <summary>One step for one number: parameter, gradient, step from 1, memory; the new parameter.</summary>
    private delegate double Rule(double p, double g, int t, double[] memory);

    private static readonly double[] Start = [1.5, -2, 0.25, 3, -0.5], Target = [0, 1, -1, 2.5, 4], Scale = [1, 0.1, 3, 0.5, 2];

    // The loss Σ s (p − q)² has the gradient 2 s (p − q).
    private static double[] Scalars(Rule rule)
    {
        double[] p = [.. Start];
        double[][] memory = [.. p.Select(_ => new double[4])];
        for (int t = 1; t <= Steps; t++)
            for (int i = 0; i < p.Length; i++)
                p[i] = rule(p[i], 2 * Scale[i] * (p[i] - Target[i]), t, memory[i]);
        return p;
    }

    private static Tensor Loss(Parameter p) =>
        tensor(Scale, p.dtype).mul(p.sub(tensor(Target, p.dtype)).pow(2)).sum();

    private static void Run(Parameter p, optim.Optimizer optimizer, int steps = Steps)
    {
        for (int i = 0; i < steps; i++)
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                Loss(p).backward();
                optimizer.step();
            }
    }

    private static void Against(Func<IEnumerable<Parameter>, optim.Optimizer> make, Rule rule)
    {
        double[] expected = Scalars(rule);
        // Float64 goes by single operators, float32 in one pass; 50 steps let rounding grow a little.
        foreach ((ScalarType type, double tolerance) in new[] { (ScalarType.Float64, 1e-11), (ScalarType.Float32, 2e-5) })
        {
            using Parameter p = nn.Parameter(tensor(Start, type));
            using optim.Optimizer optimizer = make([p]);
            Run(p, optimizer);
            NNAssert.Close(expected, p, tolerance);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0.9, 0, 0, false)]
    [InlineData(0.9, 0.5, 0.1, false)]
    [InlineData(0.9, 0, 0.01, true)]
    public void Sgd_FiftySteps_EqualsTheScalarRule(double momentum, double dampening, double decay, bool nesterov) => Against(
        p => optim.SGD(p, 0.01, momentum, dampening, decay, nesterov),
        (p, g, t, m) =>
        {
            g += decay * p;
            if (momentum == 0) return p - 0.01 * g;
            m[0] = t == 1 ? g : momentum * m[0] + (1 - dampening) * g;
            return p - 0.01 * (nesterov ? g + momentum * m[0] : m[0]);
        });

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, false, false)]
    [InlineData(0.1, true, false)]
    [InlineData(0, false, true)]
    public void Adam_FiftySteps_EqualsTheScalarRule(double decay, bool amsgrad, bool maximize) => Against(
        p => optim.Adam(p, 0.05, 0.8, 0.99, 1e-6, decay, amsgrad, maximize),
        (p, g, t, m) => p - AdamStep((maximize ? -g : g) + decay * p, t, m, amsgrad));

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, false, false)]
    [InlineData(0.1, true, true)]
    public void AdamW_FiftySteps_EqualsTheScalarRule(double decay, bool amsgrad, bool maximize) => Against(
        p => optim.AdamW(p, 0.05, 0.8, 0.99, 1e-6, decay, amsgrad, maximize),
        (p, g, t, m) => p * (1 - 0.05 * decay) - AdamStep(maximize ? -g : g, t, m, amsgrad));

    private static double AdamStep(double g, int t, double[] m, bool amsgrad)
    {
        m[0] = 0.8 * m[0] + 0.2 * g;
        m[1] = 0.99 * m[1] + 0.01 * g * g;
        m[2] = Math.Max(m[2], m[1]);
        double root = Math.Sqrt((amsgrad ? m[2] : m[1]) / (1 - Math.Pow(0.99, t))) + 1e-6;
        return 0.05 * m[0] / (1 - Math.Pow(0.8, t)) / root;
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.9, 0, false)]
    [InlineData(0, 0.1, true)]
    [InlineData(0.5, 0, true)]
    public void RmsProp_FiftySteps_EqualsTheScalarRule(double momentum, double decay, bool centered) => Against(
        p => optim.RMSProp(p, 0.01, 0.9, 1e-4, decay, momentum, centered),
        (p, g, _, m) =>
        {
            g += decay * p;
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            m[1] = 0.9 * m[1] + 0.1 * g;
            double change = g / (Math.Sqrt(centered ? m[0] - m[1] * m[1] : m[0]) + 1e-4);
            m[2] = momentum * m[2] + change;
            return p - 0.01 * (momentum > 0 ? m[2] : change);
        });

    [Fact]
    public void AdamW_LargeParameter_IsTheSameInPiecesAsByOperators()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(9);
        const long n = 3 * (1 << 16) + 5; // several chunks and a rest that fills no vector
        Tensor start = randn(n), grad = randn(n);
        using Parameter plain = nn.Parameter(start.clone()), exact = nn.Parameter(start.to_type(ScalarType.Float64));
        using AdamW a = optim.AdamW([plain], 0.01, weight_decay: 0.1), b = optim.AdamW([exact], 0.01, weight_decay: 0.1);
        plain.grad = grad;
        exact.grad = grad.to_type(ScalarType.Float64);

        for (int i = 0; i < 3; i++)
        {
            a.step();
            b.step();
        }

        Assert.InRange(plain.detach().to_type(ScalarType.Float64).sub(exact.detach()).abs().max().ToDouble(), 0, 2e-6);
    }

    [Fact]
    public void Step_AfterAGraphWasMade_IsSeenByAutograd()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter p = nn.Parameter(ones(3));
        using AdamW adam = optim.AdamW([p]);
        Tensor loss = p.mul(p).sum();
        p.grad = ones(3);

        adam.step();

        // The graph needs the old value of p.
        Assert.Contains("modified by an inplace operation", Assert.ThrowsAny<Exception>(() => loss.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_InAndOutOfScopes_LeavesNoTensor()
    {
        Func<Parameter, optim.Optimizer>[] kinds =
        [
            p => optim.SGD([p], 0.1, momentum: 0.9, weight_decay: 0.1), p => optim.Adam([p], amsgrad: true), p => optim.AdamW([p], weight_decay: 0.1),
            p => optim.RMSProp([p], momentum: 0.9, centered: true),
        ];
        foreach (Func<Parameter, optim.Optimizer> kind in kinds)
        {
            long all = NNAssert.Settled();
            using (Parameter p = nn.Parameter(ones(5)))
            {
                using optim.Optimizer optimizer = kind(p);
                Run(p, optimizer, 1); // momentum is made in the first step
                long before = Tensor.TotalCount;

                Run(p, optimizer, 3);
                optimizer.step();
                optimizer.zero_grad();

                Assert.Equal(before, Tensor.TotalCount);
                Assert.NotEqual([1, 1, 1, 1, 1], NNAssert.Values(p));
            }
            Assert.Equal(all, Tensor.TotalCount);
        }
    }

    [Fact]
    public void Step_WithClosure_RunsItWithGradientsAndGivesItsLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter p = nn.Parameter(tensor(new double[] { 3 }));
        using SGD sgd = optim.SGD([p], 0.1);

        using (no_grad())
        {
            Tensor? loss = sgd.step(() =>
            {
                Tensor l = p.mul(p).sum();
                l.backward();
                return l;
            });
            Assert.Equal(9, loss!.item<double>());
        }

        NNAssert.Close([2.4], p, NNAssert.Float64);
    }
}
