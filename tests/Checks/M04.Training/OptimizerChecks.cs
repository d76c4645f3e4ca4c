using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

/// <summary>Runs optimizers on gradients that do not depend on the parameters, so that a wrong step shows and does not heal.</summary>
internal static class Steps
{
    public static void Run(IOptimizer optimizer, IReadOnlyList<Parameter> parameters, Probe probe, int count)
    {
        for (int step = 0; step < count; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            foreach (Parameter parameter in parameters) parameter.grad = probe.Random.Normal(parameter.shape);
            optimizer.Step();
        }
    }

    public static bool Same(Tensor left, Tensor right) => left.eq(right).all().item<bool>();
}

public sealed class AdamWSteps() : VisibleCheck("M04.E4.adamw", "AdamW follows the formulas from the first step on", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, double rate, double beta1, double beta2, double epsilon, double decay) in new[]
        {
            ("defaults but for the rate", 0.1, 0.9, 0.999, 1e-8, 0.01), ("other constants", 0.05, 0.5, 0.8, 0.1, 0.3),
            ("no decay, no memory", 0.05, 0, 0, 1e-3, 0), ("a decay of 1", 0.05, 0.9, 0.999, 1e-8, 1),
        })
        {
            Parameter a = new(probe.Random.Normal(3)), b = new(probe.Random.Normal(2, 2));
            using AdamW optimizer = new([a, b], rate, beta1, beta2, epsilon, decay);
            for (int step = 1; step <= 3; step++)
            {
                Steps.Run(optimizer, [a, b], probe, 1);
                probe.Observe($"{name}: first parameter after step {step}", a);
            }

            probe.Observe($"{name}: second parameter", b);
        }
    }
}

public sealed class AdamWLongRun() : Check("M04.E4.thousand", "AdamW stays on the path of float64 for 1,000 steps", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter parameter = new(probe.Random.Normal(8));
        using AdamW optimizer = new([parameter], 0.003, 0.9, 0.99, 1e-8, 0.1);
        Steps.Run(optimizer, [parameter], probe, 1000);
        probe.Observe("parameter", parameter);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-4, 1e-4, "1,000 steps, each rounded in float32"));
}

public sealed class SgdSteps() : Check("M04.E4.sgd", "SGD follows the formulas, with and without momentum and decay", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, double momentum,
            double decay) in new[] { ("plain", 0.0, 0.0), ("momentum", 0.9, 0), ("momentum and decay", 0.5, 0.2), ("a decay of 1", 0, 1) })
        {
            Parameter a = new(probe.Random.Normal(3)), b = new(probe.Random.Normal(2, 2));
            using Sgd optimizer = new([a, b], 0.1, momentum, decay);
            Steps.Run(optimizer, [a, b], probe, 1);
            probe.Observe($"{name}: after one step", a);
            Steps.Run(optimizer, [a, b], probe, 4);
            optimizer.LearningRate = 0.02;
            Steps.Run(optimizer, [a, b], probe, 2);
            probe.Observe($"{name}: after seven steps, the last two at another rate", a);
            probe.Observe($"{name}: the other parameter", b);
        }
    }
}

public sealed class OptimizerSkips()
    : Check("M04.E4.skips", "leaves parameters without a gradient and frozen ones alone, and counts each one's own steps", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string kind in new[] { "AdamW", "SGD" })
        {
            Parameter always = new(probe.Random.Normal(3)), late = new(probe.Random.Normal(3)), never = new(ones(2)), frozen = new(ones(2));
            Parameter[] all = [always, late, never, frozen];
            using IOptimizer optimizer = kind == "AdamW" ? new AdamW(all, 0.1, weightDecay: 0.1) : new Sgd(all, 0.1, 0.9, 0.1);
            frozen.grad = ones(2);
            frozen.requires_grad = false;
            Steps.Run(optimizer, [always], probe, 4);
            Steps.Run(optimizer, [always, late], probe, 1);
            probe.Observe($"{kind}: always", always);
            probe.Observe($"{kind}: from the fifth step on", late);
            probe.Observe($"{kind}: never", never);
            probe.Observe($"{kind}: frozen, with an old gradient", frozen);
            optimizer.ZeroGrad();
            probe.Observe($"{kind}: gradients after ZeroGrad", all.Count(p => p.grad is not null));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint(
            "Skip what has no gradient or needs none before anything else, the decay too; a parameter's first step is its own t = 1.");
}

public sealed class OptimizerZeroGradient()
    : Check("M04.E4.zero-gradient", "AdamW with a gradient of 0 only decays, and decays by η·λ", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter decayed = new(probe.Random.Normal(4)), kept = new(probe.Random.Normal(4));
        using AdamW first = new([decayed], 0.2, weightDecay: 0.5), second = new([kept], 0.2, weightDecay: 0);
        (decayed.grad, kept.grad) = (zeros(4), zeros(4));
        first.Step();
        second.Step();
        probe.Observe("with decay", decayed);
        probe.Observe("without", kept);
        first.LearningRate = 0.1;
        first.Step();
        probe.Observe("with decay, at half the rate", decayed);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Decoupled: the decay multiplies the parameter, and never passes through the moments.");
}

public sealed class OptimizerAliasing() : Check("M04.E4.aliasing", "updates parameters in place, and keeps nobody else's tensor", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string kind in new[] { "AdamW", "SGD" })
        {
            Tensor start = probe.Random.Normal(3), gradient = probe.Random.Normal(3);
            Parameter parameter = new(start.clone());
            Tensor view = parameter.detach();
            using IOptimizer optimizer = kind == "AdamW" ? new AdamW([parameter], 0.1, weightDecay: 0.1) : new Sgd([parameter], 0.1, 0.9);
            Tensor own = gradient.clone();
            parameter.grad = own;
            optimizer.Step();
            probe.Observe($"{kind}: the gradient is as it was", Steps.Same(own, gradient));

            // The backward pass writes its next gradient into the same tensor.
            using (no_grad()) own.fill_(0.5);
            optimizer.Step();
            probe.Observe($"{kind}: after two steps with one gradient tensor", parameter);
            probe.Observe($"{kind}: a view sees the step", Steps.Same(view, parameter));
            probe.Observe($"{kind}: it is still a leaf that needs a gradient", parameter.is_leaf && parameter.requires_grad);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Write with mul_, add_ and the like under no_grad, and clone a gradient that you keep.");
}

public sealed class OptimizerResume()
    : Check("M04.E4.resume", "goes on after SaveState and LoadState as if nothing had happened, bit for bit", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using MemoryStream stream = new();
        List<(string Name, Func<Parameter[], IOptimizer> Make, Parameter[] Parameters)> all = [];
        foreach (string kind in new[] { "AdamW", "SGD" })
        {
            Parameter[] parameters = [new(probe.Random.Normal(3)), new(probe.Random.Normal(2, 2)), new(ones(1))];
            Func<Parameter[], IOptimizer> make = kind == "AdamW" ? p => new AdamW(p, 0.1, 0.9, 0.95) : p => new Sgd(p, 0.1, 0.9);
            using IOptimizer optimizer = make(parameters);
            Steps.Run(optimizer, parameters[..2], probe, 4);
            optimizer.SaveState(stream); // both into one stream, one after the other
            all.Add((kind, make, parameters));
            Parameter[] twins = [.. parameters.Select(p => new Parameter(p.detach().clone()))];
            using IOptimizer other = make(twins);
            using MemoryStream copy = new();
            optimizer.SaveState(copy);
            copy.Position = 0;
            other.LoadState(copy);
            Probe gradients = new(Id), same = new(Id);
            Steps.Run(optimizer, parameters, gradients, 3);
            Steps.Run(other, twins, same, 3);

            // The state of an optimizer that has not stepped yet: what the other remembers has to go.
            Parameter[] fresh = [.. parameters.Select(p => new Parameter(p.detach().clone()))],
                used = [.. fresh.Select(p => new Parameter(p.detach().clone()))];
            using IOptimizer early = make(fresh), late = make(used);
            using MemoryStream nothing = new();
            early.SaveState(nothing);
            nothing.Position = 0;
            Steps.Run(late, used, new Probe(Id + kind), 2);
            using (no_grad())
            {
                for (int i = 0; i < used.Length; i++) used[i].copy_(fresh[i]);
            }

            late.LoadState(nothing);
            Probe firstGradients = new(kind), sameGradients = new(kind);
            Steps.Run(early, fresh, firstGradients, 2);
            Steps.Run(late, used, sameGradients, 2);
            for (int i = 0; i < fresh.Length; i++)
            {
                probe.Observe($"{kind}: parameter {i} of a new one, straight on", fresh[i]);
                probe.Observe($"{kind}: parameter {i} of a new one, resumed", used[i]);
            }

            for (int i = 0; i < parameters.Length; i++)
            {
                probe.Observe($"{kind}: parameter {i}, straight on", parameters[i]);
                probe.Observe($"{kind}: parameter {i}, resumed", twins[i]);
            }
        }

        stream.Position = 0;
        foreach ((string name, Func<Parameter[], IOptimizer> make, Parameter[] parameters) in all)
        {
            using IOptimizer optimizer = make(parameters);
            optimizer.LoadState(stream);
        }

        probe.Observe("both states were read from one stream, to its end", stream.Position == stream.Length);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (TensorObservation straight in evidence.Actual.OfType<TensorObservation>()
            .Where(o => o.Name.EndsWith("straight on", StringComparison.Ordinal)))
        {
            string name = straight.Name.Replace("straight on", "resumed", StringComparison.Ordinal);
            Verdict same = ObservationComparer.Tensors(straight with { Name = name }, evidence.Tensor(name), Tolerance.Exact);
            if (!same.Passed)
                return same.WithHint("Save both moments and the number of steps of each parameter; the bias correction depends on it.");
        }

        return evidence.EqualsExpected(Tolerance);
    }
}

public sealed class OptimizerDamagedState()
    : Check("M04.E4.damaged-state", "refuses a truncated state or one of other parameters, and stays unchanged", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string kind in new[] { "AdamW", "SGD" })
        {
            Parameter[] parameters = [new(probe.Random.Normal(3)), new(probe.Random.Normal(2, 2))], other = [new(zeros(3)), new(zeros(4))],
                fewer = [new(zeros(3))];
            IOptimizer Make(Parameter[] p) => kind == "AdamW" ? new AdamW(p, 0.1) : new Sgd(p, 0.1, 0.9);
            using IOptimizer optimizer = Make(parameters), wrong = Make(other), less = Make(fewer);
            Steps.Run(optimizer, parameters, probe, 2);
            Steps.Run(wrong, other, probe, 1);
            using MemoryStream good = new();
            optimizer.SaveState(good);
            byte[] bytes = good.ToArray();
            int refused = 0, tried = 0;
            for (int length = 0; length < bytes.Length; length += 5)
            {
                tried++;

                // Other numbers than those it has: what is copied before the end is found to be missing shows in the next step.
                using MemoryStream cut = new([.. bytes.Take(length).Select((b, i) => i > bytes.Length / 2 ? (byte)(b ^ 0x15) : b)]);
                try { optimizer.LoadState(cut); }
                catch (InvalidDataException) { refused++; }
            }

            probe.Observe($"{kind}: all cut-off states are refused", refused == tried);
            probe.ObserveThrows<InvalidDataException>($"{kind}: the state of parameters of other shapes",
                () => wrong.LoadState(new MemoryStream(bytes)));
            probe.ObserveThrows<InvalidDataException>($"{kind}: the state of more parameters",
                () => less.LoadState(new MemoryStream(bytes)));
            Steps.Run(optimizer, parameters, probe, 1);
            Steps.Run(wrong, other, probe, 1);
            probe.Observe($"{kind}: a step after all this", parameters[0]);
            probe.Observe($"{kind}: a step of the one with other shapes", other[0]);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Read and check everything first, turn what the reader throws into an InvalidDataException, and change your state last.");
}

public sealed class OptimizerScopes()
    : Check("M04.E4.scopes",
        "lives on when the dispose scopes in which it was made and used have ended, and leaves nothing there", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string kind in new[] { "AdamW", "SGD" })
        {
            Parameter parameter = new(probe.Random.Normal(3));
            IOptimizer optimizer;
            using (NewDisposeScope()) optimizer = kind == "AdamW" ? new AdamW([parameter], 0.1) : new Sgd([parameter], 0.1, 0.9);
            for (int step = 0; step < 3; step++)
            {
                using (NewDisposeScope()) Steps.Run(optimizer, [parameter], probe, 1);
            }

            probe.Observe($"{kind}: after three steps in scopes of their own", parameter);
            probe.ObserveLeak($"{kind}: tensors left by a step", () =>
            {
                optimizer.Step();
                return parameter.detach();
            });
            byte[] state;
            using (MemoryStream stream = new())
            {
                optimizer.SaveState(stream);
                state = stream.ToArray();
            }

            probe.ObserveLeak($"{kind}: tensors left by saving and loading", () =>
            {
                optimizer.SaveState(new MemoryStream());
                optimizer.LoadState(new MemoryStream(state));
                return parameter.detach();
            });
            optimizer.Step();
            optimizer.Dispose();
            probe.Observe($"{kind}: tensors that are left when it is disposed of", LeftBehind(kind));
        }
    }

    private static double LeftBehind(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter parameter = new(ones(3));
        parameter.grad = ones(3);
        long before = Tensor.TotalCount;
        IOptimizer optimizer = kind == "AdamW" ? new AdamW([parameter], 0.1) : new Sgd([parameter], 0.1, 0.9);
        optimizer.Step();
        optimizer.Dispose();
        return Tensor.TotalCount - before;
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Call DetachFromDisposeScope() on the tensors that you keep, and open a scope in Step for those that you do not.");
}

public sealed class OptimizerBadArguments()
    : Check("M04.E4.bad-arguments", "refuses numbers out of range, no parameters, and one parameter twice")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter p = new(ones(2)), q = new(ones(2));
        probe.ObserveThrows<ArgumentException>("AdamW at rate -1", () => _ = new AdamW([p], -1));
        probe.ObserveThrows<ArgumentException>("AdamW at rate NaN", () => _ = new AdamW([p], double.NaN));
        probe.ObserveThrows<ArgumentException>("AdamW with beta1 = 1", () => _ = new AdamW([p], 0.1, 1));
        probe.ObserveThrows<ArgumentException>("AdamW with beta2 = -0.1", () => _ = new AdamW([p], 0.1, 0.9, -0.1));
        probe.ObserveThrows<ArgumentException>("AdamW with beta2 = 1", () => _ = new AdamW([p], 0.1, 0.9, 1));
        probe.ObserveThrows<ArgumentException>("Sgd with decay -1", () => _ = new Sgd([p], 0.1, weightDecay: -1));
        probe.ObserveAccepts("AdamW with epsilon 0", () => new AdamW([p], 0.1, epsilon: 0).Dispose());
        probe.ObserveAccepts("Sgd at rate 0", () => new Sgd([p], 0).Dispose());
        probe.ObserveThrows<ArgumentException>("AdamW with epsilon -1", () => _ = new AdamW([p], epsilon: -1));
        probe.ObserveThrows<ArgumentException>("AdamW with decay -1", () => _ = new AdamW([p], weightDecay: -1));
        probe.ObserveThrows<ArgumentException>("AdamW of nothing", () => _ = new AdamW([]));
        probe.ObserveThrows<ArgumentException>("AdamW of one parameter twice", () => _ = new AdamW([p, q, p]));
        probe.ObserveThrows<ArgumentException>("Sgd with momentum 1", () => _ = new Sgd([p], 0.1, 1));
        probe.ObserveThrows<ArgumentException>("Sgd at rate -1", () => _ = new Sgd([p], -1));
        probe.ObserveThrows<ArgumentException>("Sgd of nothing", () => _ = new Sgd([], 0.1));
        probe.ObserveThrows<ArgumentException>("Sgd of one parameter twice", () => _ = new Sgd([q, q], 0.1));
        probe.ObserveAccepts("two parameters of equal numbers", () => _ = new AdamW([p, q], 0));
    }
}

public sealed class AdamWSpeed()
    : PerformanceCheck("M04.E4.speed",
        "keeps within ten times the library's time for a step, and grows no faster than the parameters", points: 1)
{
    public override string SizeName => "n (numbers in the parameters)";

    public override IReadOnlyList<int> Sizes => [1 << 15, 1 << 16, 1 << 17, 1 << 18];

    public override int ComparedSize => 1 << 18;

    // The library makes one pass over the memory where single operators make about twelve; a loop over elements is far beyond.
    public override double MaximumRatio => 10;

    // Linear, until four arrays of n numbers leave the cache.
    public override double MaximumExponent => 1.7;

    // Every 64th number is enough to see that the work is right, and keeps the recorded expectation small.
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 64th parameter after a step",
            Prepare(probe, Sizes[0], Implementation.Submission)()[TensorIndex.Slice(0, null, 64)]);
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        Parameter parameter = new(probe.Random.Normal(size));
        parameter.grad = probe.Random.Normal(size);
        Tensor start = parameter.detach().clone();
        if (implementation == Implementation.Submission)
        {
            AdamW own = new([parameter], 0.01, 0.9, 0.999, 1e-8, 0.1);
            return () => Work(own.Step);
        }

        optim.Optimizer library = optim.AdamW([parameter], 0.01, 0.9, 0.999, 1e-8, 0.1);
        return () => Work(() => _ = library.step());

        Tensor Work(Action step)
        {
            using (no_grad()) parameter.copy_(start);
            step();
            return parameter.detach().clone();
        }
    }
}
