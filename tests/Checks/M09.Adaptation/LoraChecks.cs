using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class UpdatesAreThinProducts()
    : VisibleCheck("M09.E2.update", "computes scale·B·A·x at every rank and for every number of axes", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(6, 5);
        foreach ((int rank, double alpha, bool isStabilized) in new[] { (1, 3.0, false), (4, 6, false), (16, 8, false), (16, 8, true) })
        {
            using Generator generator = new(3, CPU);
            using LoraLayer layer = new(linear, new LoraOptions(".*", rank, alpha, RankStabilized: isStabilized), generator);
            Loras.Fill(probe.Random, [layer.A, layer.B], 1);
            string name = $"rank {rank}, alpha {alpha}{(isStabilized ? ", stabilised" : "")}";
            Tensor x = probe.Random.Normal(2, 3, 6), copy = x.clone();
            probe.Observe($"{name}: scale", layer.Scale);
            probe.Observe($"{name}: A", layer.A.detach());
            probe.Observe($"{name}: B", layer.B.detach());
            probe.Observe($"{name}: x", x);
            probe.Observe($"{name}: update", layer.Update(x).detach());
            probe.Observe($"{name}: update of one vector", layer.Update(x[0, 0]).detach());
            probe.Observe($"{name}: x afterwards is as before", Loras.Same(x, copy));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict recorded = evidence.EqualsExpected(name => name.Contains("update", StringComparison.Ordinal)
            ? new Tolerance(1e-4, 1e-5, "float32 carries 7 digits; the products here are of order 10")
            : Tolerance.Operator);
        if (!recorded.Passed) return recorded.WithHint("h = W₀·x + α/r·B·A·x: A reads the input, B writes the output.");
        foreach (string name in evidence.Actual.Where(o => o.Name.EndsWith(": update", StringComparison.Ordinal))
            .Select(o => o.Name[..^": update".Length]))
        {
            double[] a = [.. evidence.Tensor($"{name}: A").Values], b = [.. evidence.Tensor($"{name}: B").Values],
                x = [.. evidence.Tensor($"{name}: x").Values], got = [.. evidence.Tensor($"{name}: update").Values];
            int rank = a.Length / 6;
            for (int row = 0; row < 6; row++)
            {
                for (int o = 0; o < 5; o++)
                {
                    double sum = 0;
                    for (int k = 0; k < rank; k++)
                        for (int i = 0; i < 6; i++) sum += b[(o * rank) + k] * a[(k * 6) + i] * x[(row * 6) + i];
                    double expected = evidence.Number($"{name}: scale") * sum;
                    if (Math.Abs(expected - got[(row * 5) + o]) > 1e-4 * (1 + Math.Abs(expected)))
                        return Verdict.Fail("The update is not scale·B·A·x.");
                }
            }
        }

        return Verdict.Pass;
    }
}

public sealed class FirstMatrices() : Check("M09.E2.start", "draws A uniformly in ±1/√in from the generator, and begins with B zero")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(400, 30, dtype: ScalarType.Float64);
        using Generator generator = new(3, CPU);
        LoraLayer first, second;
        using (NewDisposeScope())
        {
            first = probe.Owns(new LoraLayer(linear, new LoraOptions(".*", 8, 4), generator));
            second = probe.Owns(new LoraLayer(linear, new LoraOptions(".*", 8, 4), generator));
        }

        Tensor scaled = first.A.detach() * 20; // uniform in ±1 when divided by its bound
        probe.Observe("A's shape", string.Join(',', first.A.shape));
        probe.Observe("B's shape", string.Join(',', first.B.shape));
        probe.Observe("both are of the layer's type", first.A.dtype == ScalarType.Float64 && first.B.dtype == ScalarType.Float64);
        probe.Observe("B is zero", first.B.eq(0).all().item<bool>());
        double square = (scaled * scaled).mean().item<double>(), fourth = scaled.pow(4).mean().item<double>();
        probe.Observe("A is as flat as a uniform distribution", Math.Abs((fourth / (square * square)) - 1.8) < 0.15);
        probe.Observe("A stays within its bounds", scaled.abs().max().item<double>() <= 1);
        probe.Observe("A comes near its bounds", scaled.max().item<double>() > 0.98 && scaled.min().item<double>() < -0.98);
        probe.Observe("A's mean is about zero", Math.Abs(scaled.mean().item<double>()) < 0.05);
        probe.Observe("A's second moment is about a third", Math.Abs(square - (1.0 / 3)) < 0.03);
        probe.Observe("the next layer's A is another", !Loras.Same(first.A.detach(), second.A.detach()));
        using Generator again = new(3, CPU), other = new(4, CPU);
        using LoraLayer same = new(linear, new LoraOptions(".*", 8, 4), again), different = new(linear, new LoraOptions(".*", 8, 4), other);
        probe.Observe("the same seed draws the same A", Loras.Same(first.A.detach(), same.A.detach()));
        probe.Observe("another seed draws another A", !Loras.Same(first.A.detach(), different.A.detach()));
        probe.Observe("A and B take gradients", first.A.requires_grad && first.B.requires_grad);
        foreach ((string name, LoraOptions options) in new (string, LoraOptions)[]
        {
            ("rank 0", new(".*", 0, 1)), ("rank -1", new(".*", -1, 1)), ("alpha 0", new(".*", 1, 0)), ("alpha -1", new(".*", 1, -1)),
            ("alpha infinite", new(".*", 1, double.PositiveInfinity)), ("alpha not a number", new(".*", 1, double.NaN)),
            ("dropout 1", new(".*", 1, 1, 1)), ("dropout -0.1", new(".*", 1, 1, -0.1)),
            ("dropout not a number", new(".*", 1, 1, double.NaN)),
        })
            probe.ObserveThrows<ArgumentException>(name, () => new LoraLayer(linear, options, generator).Dispose());
        probe.ObserveAccepts("dropout 0.99", () => new LoraLayer(linear, new LoraOptions(".*", 1, 1, 0.99), generator).Dispose());
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A is drawn and B is zero; were both zero, neither would get a gradient. Parameters outlive the dispose scope that they are made in.");
}

public sealed class UpdatesAsAMatrix() : Check("M09.E2.delta", "gives the update of the weight as one matrix, without a gradient")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(6, 5);
        using Generator generator = new(3, CPU);
        using LoraLayer layer = new(linear, new LoraOptions(".*", 3, 6), generator);
        Loras.Fill(probe.Random, [layer.A, layer.B], 1);
        Tensor x = probe.Random.Normal(4, 6), delta = layer.Delta();
        probe.Observe("delta", delta);
        probe.Observe("it has a gradient", delta.requires_grad);
        probe.Observe("times an input it is the update", Loras.Apart(x.matmul(delta.t()), layer.Update(x).detach()) < 1e-4);
    }
}

public sealed class TargetsMatchWholeNames()
    : Check("M09.E2.targets", "finds the linear layers whose whole name matches, in the model's order")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        foreach (string target
            in new[] { @"h\.\d+\.attn\.c_attn", @"h\.1\..*", ".*", @"h\.0\.attn\.c_attn|h\.1\.mlp\.c_fc", @".*(c_fc|attn\.c_proj)" })
        {
            using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(target, 2, 4));
            probe.Observe(target, string.Join(' ', adapter.Layers.Select(pair => pair.Name)));
        }

        using (Sequential unsorted = nn.Sequential(("b", nn.Linear(2, 3)), ("c", nn.ReLU()), ("a", nn.Linear(3, 2))))
        using (LoraAdapter adapter = Lora.Inject(unsorted, new LoraOptions(".*", 2, 4)))
            probe.Observe("names that are not in order", string.Join(' ', adapter.Layers.Select(pair => pair.Name)));
        foreach (string target in new[] { "c_attn", @"h\.\d+\.attn", @"attn\.c_attn|c_fc", @"h\.0\.attn\.c_att", "ln_f", "wte", "",
            "H\\.0\\.ATTN\\.C_ATTN", "h.0.attn.c_attn\n" })
            probe.ObserveThrows<ArgumentException>($"no layer: '{target.ReplaceLineEndings("\\n")}'",
                () => Lora.Inject(model, new LoraOptions(target, 2, 4)).Dispose());
        try
        {
            Lora.Inject(model, new LoraOptions("c_attn", 2, 4)).Dispose();
        }
        catch (ArgumentException e)
        {
            probe.Observe("the message lists the layers",
                e.Message.Contains("h.0.attn.c_attn", StringComparison.Ordinal)
                    && e.Message.Contains("h.1.mlp.c_proj", StringComparison.Ordinal));
        }

        probe.ObserveThrows<ArgumentException>("no regular expression", () => Lora.Inject(model, new LoraOptions("(", 2, 4)).Dispose());
        probe.ObserveThrows<ArgumentException>("rank 0", () => Lora.Inject(model, new LoraOptions(".*", 0, 4)).Dispose());
        probe.Observe("afterwards all of the model can be trained", model.parameters().All(parameter => parameter.requires_grad));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Anchor the expression at both ends, around all of its alternatives.");
}

public sealed class FreshAdaptersChangeNothing()
    : Check("M09.E2.fresh", "changes no bit of any output before training, and freezes all of the model")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, GptConfig config) in new[] { ("grouped heads", Loras.Small),
            ("modern", Loras.Small with { Positions = PositionEncoding.Rope, Norm = NormKind.RmsNorm, Activation = Activation.SwiGlu, Bias =
                false, TieEmbeddings = false }) })
        {
            Gpt model = Loras.Model(probe, config);
            Tensor ids = probe.Random.Integers(0, 11, 2, 7), before = model.call(ids);
            long own = model.parameters().Sum(parameter => parameter.numel());
            string keys = string.Join(' ', model.state_dict().Keys);
            LoraAdapter adapter;
            using (NewDisposeScope()) adapter = probe.Owns(Lora.Inject(model, new LoraOptions(".*", 3, 6, Seed: 7)));
            probe.Observe($"{name}: every logit is as before", Loras.Same(before, model.call(ids)));
            probe.Observe($"{name}: layers", string.Join(' ', adapter.Layers.Select(pair => pair.Name)));
            probe.Observe($"{name}: count", adapter.ParameterCount);
            probe.Observe($"{name}: shapes of the parameters",
                string.Join(' ', adapter.Parameters().Select(parameter => string.Join('x', parameter.shape))));
            probe.Observe($"{name}: parameters that can be trained", adapter.Parameters().Count(parameter => parameter.requires_grad));
            probe.Observe($"{name}: parameters of the model that can be trained",
                model.parameters().Count(parameter => parameter.requires_grad));
            probe.Observe($"{name}: the model's parameters are its own",
                own == model.parameters().Sum(parameter => parameter.numel()) && keys == string.Join(' ', model.state_dict().Keys));
            probe.Observe($"{name}: is active and not merged", adapter.IsActive && !adapter.IsMerged);
            probe.Observe($"{name}: the model stays in evaluation", !model.training);
            probe.Observe($"{name}: keeps its options", adapter.Options == new LoraOptions(".*", 3, 6, Seed: 7));
            probe.Observe($"{name}: the layers draw different matrices",
                !Loras.Same(adapter.Parameters()[0].detach()[0, ..4], adapter.Parameters()[2].detach()[0, ..4]));
            using LoraAdapter again = Lora.Inject(model, new LoraOptions(".*", 3, 6, Seed: 7)),
                other = Lora.Inject(model, new LoraOptions(".*", 3, 6, Seed: 8));
            probe.Observe($"{name}: the same seed draws the same",
                adapter.Parameters().Zip(again.Parameters()).All(pair => Loras.Same(pair.First.detach(), pair.Second.detach())));
            probe.Observe($"{name}: another seed draws others",
                !Loras.Same(adapter.Parameters()[0].detach(), other.Parameters()[0].detach()));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class AdaptedModels() : Check("M09.E2.output", "computes what a model with the weights W + scale·B·A computes", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, string target,
            double alpha) in new[] { ("the fused projection", @"h\.\d+\.attn\.c_attn", 4.0), ("every layer", ".*", 2) })
        {
            Gpt model = Loras.Model(probe, Loras.Small, isDouble: true), by = probe.Owns(new Gpt(Loras.Small, seed: 1));
            _ = by.to(ScalarType.Float64);
            by.eval();
            _ = by.load_state_dict(model.state_dict());
            using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(target, 3, alpha));
            Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
            Dictionary<string, Tensor> weights = by.state_dict();
            using (no_grad())
            {
                for (int i = 0; i < adapter.Layers.Count; i++)
                    _ = weights[$"{adapter.Layers[i].Name}.weight"]
                        .add_(alpha / 3 * adapter.Parameters()[(2 * i) + 1].detach().matmul(adapter.Parameters()[2 * i].detach()));
            }

            Tensor ids = probe.Random.Integers(0, 11, 2, 7), expected = by.call(ids);
            probe.Observe($"{name}: by weights", expected.detach());
            probe.Observe($"{name}: by the adapter", model.call(ids).detach());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in new[] { "the fused projection", "every layer" })
        {
            double[] expected = [.. evidence.Tensor($"{name}: by weights").Values],
                got = [.. evidence.Tensor($"{name}: by the adapter").Values];
            if (expected.Length != got.Length || expected.Zip(got).Any(pair => !Tolerance.Double.Allows(pair.First, pair.Second)))
                return Verdict.Fail($"With an adapter on {name} the model does not compute what it would with the weights W + scale·B·A.");
        }

        return Verdict.Pass;
    }
}

public sealed class GradientsOfAdapters() : Check("M09.E2.gradient", "gives A and B their gradients, and the model none")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small, isDouble: true);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(@"h\.\d+\.attn\.c_attn|.*c_fc", 3, 6));
        Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        Tensor ids = probe.Random.Integers(0, 11, 2, 6), targets = probe.Random.Integers(0, 11, 2, 6);
        model.Loss(ids, targets).backward();
        for (int i = 0; i < adapter.Parameters().Count; i++)
        {
            Parameter parameter = adapter.Parameters()[i];
            List<double> slopes = [], gradients = [];
            for (int trial = 0; trial < 4; trial++)
            {
                long index = probe.Random.NextInteger(0, parameter.numel());
                gradients.Add(parameter.grad is { } gradient ? gradient.view(-1)[index].item<double>() : double.NaN);
                slopes.Add(Loras.Slope(parameter, index, () => model.Loss(ids, targets).item<double>()));
            }

            probe.Observe($"parameter {i}: gradients", gradients);
            probe.Observe($"parameter {i}: differences", slopes);
        }

        probe.Observe("gradients in the model", model.parameters().Count(parameter => parameter.grad is not null));
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int i = 0; evidence.Actual.Any(o => o.Name == $"parameter {i}: gradients"); i++)
        {
            foreach ((double gradient, double slope) in evidence.Tensor($"parameter {i}: gradients").Values.Zip(
                evidence.Tensor($"parameter {i}: differences").Values))
            {
                if (!Tolerance.Gradient.Allows(slope, gradient))
                    return Verdict.Fail("The gradient of an adapter's matrix is not the slope of the loss.");
            }
        }

        return evidence.EqualsExpected("gradients in the model", Tolerance.Exact).Passed
            ? evidence.EqualsExpected(Tolerance.Gradient)
            : Verdict.Fail("Parameters of the frozen model get gradients.");
    }
}

public sealed class DropoutOfUpdates()
    : Check("M09.E2.dropout", "drops entries of the update's input in training alone, and leaves the layer's own path whole")
{
    public override void Probe(Probe probe)
    {
        _ = manual_seed(5);
        using DisposeScope scope = NewDisposeScope();
        using Sequential model = nn.Sequential(("only", nn.Linear(2, 1, hasBias: false)));
        using (no_grad()) _ = model.parameters().First().fill_(100);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions("only", 1, 1, Dropout: 0.2));
        using (no_grad())
        {
            _ = adapter.Parameters()[0].copy_(tensor(new[,] { { 1f, 10 } }));
            _ = adapter.Parameters()[1].fill_(1);
        }

        Tensor x = ones(4000, 2);
        model.eval();
        probe.Observe("evaluation: everything arrives", model.call(x).eq(211).all().item<bool>());
        model.train();
        Tensor y = (model.call(x).detach().view(-1) - 200) * 0.8; // what is kept is divided by 0.8
        probe.Observe("training: something is dropped", !y.sub(11 * 0.8).abs().lt(1e-3).all().item<bool>());
        foreach ((double kept, double least, double most) in new[] { (11.0, 0.6, 0.68), (1, 0.12, 0.2), (10, 0.12, 0.2), (0, 0.02, 0.06) })
        {
            double share = (y - kept).abs().lt(1e-3).to(ScalarType.Float64).mean().item<double>();
            probe.Observe($"training: the share of {kept} is right", share >= least && share <= most);
        }

        model.eval();
        probe.Observe("evaluation again", model.call(x).eq(211).all().item<bool>());
        model.train();
        adapter.Merge();
        probe.Observe("training, merged: nothing is dropped", model.call(x).eq(211).all().item<bool>());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("h = W₀·x + scale·B·A·dropout(x), where dropout scales what it keeps by 1/(1 − p), and does nothing in evaluation.");
}
