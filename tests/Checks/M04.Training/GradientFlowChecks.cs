using Linear = TorchSharp.Modules.Linear;

namespace LLMCourse.Checks.M04;

public sealed class ReportOfGradients() : VisibleCheck("M04.E8.report", "lists name, norm and zero fraction of every gradient", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchSharp.Modules.Sequential model = nn.Sequential(("first", nn.Linear(3, 4)), ("second", nn.Linear(4, 2)));
        Tensor gradient = probe.Random.Normal(4, 3);
        gradient[1] = 0;
        gradient[2] = 1e-30f;
        model.get_parameter("first.weight")!.grad = gradient;
        model.get_parameter("second.weight")!.grad = zeros(2, 4);
        model.get_parameter("second.bias")!.grad = tensor(new[] { 3e25f, -4e25f });
        model.get_parameter("second.weight")!.requires_grad = false;
        Tensor before = gradient.clone();
        foreach (GradientStatistics entry in GradReport.Collect(model))
        {
            probe.Observe($"{entry.Name}: has a gradient", entry.HasGradient);
            probe.Observe($"{entry.Name}: norm", entry.Norm);
            probe.Observe($"{entry.Name}: zero fraction", entry.ZeroFraction);
        }

        probe.Observe("the order of the names", string.Join(' ', GradReport.Collect(model).Select(entry => entry.Name)));
        probe.Observe("the gradient is as it was", Steps.Same(before, model.get_parameter("first.weight")!.grad!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("Squares of 1e25 are infinite in float32: sum in float64. No gradient is not the same as a gradient of zeros.");
}

public sealed class NormOfParts() : Check("M04.E8.norm-of", "adds norms up as squares, over the names that begin alike", points: 1)
{
    public override void Probe(Probe probe)
    {
        GradientStatistics[] report =
        [
            new("layers.1.weight", true, 3, 0), new("layers.1.bias", true, 4, 0), new("layers.10.weight", true, 12, 0.5),
            new("head", false, 0, 1),
            new("encoder.layers.1.weight", true, 2, 0),
        ];
        probe.Observe("layers.1.", GradReport.NormOf(report, "layers.1."));
        probe.Observe("layers.1", GradReport.NormOf(report, "layers.1"));
        probe.Observe("head", GradReport.NormOf(report, "head"));
        probe.Observe("all", GradReport.NormOf(report, ""));
        probe.ObserveThrows<ArgumentException>("Layers.1.", () => GradReport.NormOf(report, "Layers.1."));
        probe.ObserveThrows<ArgumentException>("layers.2.", () => GradReport.NormOf(report, "layers.2."));
        probe.ObserveThrows<ArgumentException>("an empty report", () => GradReport.NormOf([], ""));
    }
}

public sealed class StackOutput()
    : Check("M04.E8.stack", "applies tanh layers one after the other, with and without residual connections", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool residual in new[] { false, true })
        {
            string name = residual ? "residual" : "plain";
            DeepStack model = Weights.Fill(new DeepStack(3, 5, residual), Id);
            probe.Observe($"{name}: names", Weights.Names(model));
            probe.Observe($"{name}: [2, 5]", model.call(probe.Random.Normal(2, 5)));
            probe.Observe($"{name}: [5]", model.call(probe.Random.Normal(5)));
            probe.Observe($"{name}: [2, 3, 5]", model.call(probe.Random.Normal(2, 3, 5)));
            Tensor x = probe.Random.Normal(4, 5).requires_grad_();
            model.call(x).square().sum().backward();
            probe.Observe($"{name}: gradient of the input", x.grad);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("x ← tanh(x·Wᵀ + b), or x ← x + tanh(x·Wᵀ + b): the sum stands outside of tanh, in every layer.");
}

public sealed class StackGradientFlow()
    : Check("M04.E8.flow", "shows that the gradient vanishes through 24 layers, and does not with residual connections", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool residual in new[] { false, true })
        {
            DeepStack model = new(24, 24, residual);
            using (no_grad())
            {
                // The library's own distribution, drawn from the check's seed: uniform up to 1/√C.
                foreach (TorchSharp.Modules.Parameter parameter in model.parameters())
                    parameter.copy_(probe.Random.Uniform(-1 / Math.Sqrt(24), 1 / Math.Sqrt(24), parameter.shape));
            }

            model.call(probe.Random.Normal(16, 24)).square().mean().backward();
            IReadOnlyList<GradientStatistics> report = GradReport.Collect(model);
            probe.Observe($"{(residual ? "with" : "without")} residual connections: last over first",
                GradReport.NormOf(report, "layers.23.") / GradReport.NormOf(report, "layers.0."));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        double without = evidence.Number("without residual connections: last over first"),
            with = evidence.Number("with residual connections: last over first");
        if (!(without > 100))
            return Verdict.Fail("Without residual connections the gradient of the first layer must be a hundredth of the last one's, or less.", $"The ratio is {ObservationComparer.Format(without)}.", "Is the input added although residual is false?");
        return with < 10
            ? Verdict.Pass
            : Verdict.Fail("With residual connections the gradients of the first and the last layer must be of one size.",
                $"The ratio is {ObservationComparer.Format(with)}.", "Add each layer's input to its output, outside of tanh.");
    }
}

public sealed class FlowBadArguments()
    : Check("M04.E8.bad-arguments", "refuses stacks of nothing and inputs of another width, and leaves nothing behind")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("no layers", () => _ = new DeepStack(0, 3, true));
        probe.ObserveThrows<ArgumentException>("a width of 0", () => _ = new DeepStack(3, 0, true));
        DeepStack model = new(2, 4, true);
        probe.ObserveThrows<ArgumentException>("[2, 3] for a width of 4", () => model.call(ones(2, 3)));
        probe.ObserveThrows<ArgumentException>("a scalar", () => model.call(tensor(1f)));
        probe.ObserveThrows<ArgumentException>("no module", () => GradReport.Collect(null!));
        probe.ObserveAccepts("[2, 4] for a width of 4", () => model.call(ones(2, 4)));
        Tensor x = probe.Random.Normal(3, 4);
        probe.ObserveLeak("tensors left by the stack", () => model.call(x));
        model.call(x).sum().backward();
        probe.ObserveLeak("tensors left by the report", () =>
        {
            _ = GradReport.Collect(model);
            return ones(1);
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
