namespace LLMCourse.Checks.M02;

/// <summary>Where the checks of activations look: densely around 0, where they bend, and far out, where they are 0 or x.</summary>
internal static class ActivationPoints
{
    public static Tensor Make() =>
        cat([linspace(-6, 6, 49, ScalarType.Float32), tensor(new float[] { -1000, -20, -1e-3f, 1e-3f, 20, 1000 })]);
}

public sealed class GeluTable() : VisibleCheck("M02.E6.gelu", "Gelu is the exact one, from −1000 to 1000", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Gelu", Activations.Gelu(ActivationPoints.Make()));
        probe.Observe("Gelu of float64 [2, 3]", Activations.Gelu(probe.Random.Normal64(2, 3)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint(
            "Φ(x) = (1 + erf(x/√2))/2 is the exact normal distribution function; the tanh formula differs from it in the fourth digit.");
}

public sealed class GeluTanhTable() : Check("M02.E6.gelu-tanh", "GeluTanh is GPT-2's approximation, digit for digit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("GeluTanh", Activations.GeluTanh(ActivationPoints.Make()));
        probe.Observe("GeluTanh of float64 [2, 3]", Activations.GeluTanh(probe.Random.Normal64(2, 3)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("Compare √(2/π) and 0.044715 with your constants, and x³ with your power.");
}

public sealed class SiluTable() : Check("M02.E6.silu", "Silu is x·σ(x), and finite for every finite x")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Silu", Activations.Silu(ActivationPoints.Make()));
        probe.Observe("Silu of float64 [2, 3]", Activations.Silu(probe.Random.Normal64(2, 3)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("exp overflows above 88 in float32: let sigmoid() take care of it.");
}

public sealed class ActivationGradients() : Check("M02.E6.gradient", "Every activation has the gradient of its formula")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        (string Name, Func<Tensor, Tensor> Function)[] all =
            [("Gelu", Activations.Gelu), ("GeluTanh", Activations.GeluTanh), ("Silu", Activations.Silu)];
        Tensor points = probe.Random.Normal64(4, 5) * 3, weights = probe.Random.Normal64(4, 5);
        foreach ((string name, Func<Tensor, Tensor> function) in all)
        {
            Tensor x = points.clone().requires_grad_();
            (function(x) * weights).sum().backward();
            probe.Observe($"gradient of {name}", x.grad);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient)
        .WithHint("Stay within tensor operations: detach() and item() leave the graph.");
}

public sealed class FeedForwardOutput()
    : Check("M02.E6.feed-forward", "FeedForward applies c_fc, the exact GELU and c_proj to every vector", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        FeedForward layer = Weights.Fill(new FeedForward(6, 10), Id, 0.8);
        probe.Observe("output of [2, 3, 6]", layer.call(probe.Random.Normal(2, 3, 6)));
        probe.Observe("output of [6]", layer.call(probe.Random.Normal(6)));
    }
}

public sealed class SwiGluOutput() : LateCheck("M02.E6.swiglu", "SwiGlu gates w3 with the SiLU of w1, then applies w2", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        SwiGlu layer = Weights.Fill(new SwiGlu(6, 10), Id, 0.8);
        probe.Observe("output of [2, 3, 6]", layer.call(probe.Random.Normal(2, 3, 6)));
        probe.Observe("output of [6]", layer.call(probe.Random.Normal(6)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("w1 is the gate and goes through SiLU, w3 is the value and does not; neither has a bias.");
}

public sealed class SwiGluWidth() : Check("M02.E6.hidden-width", "HiddenWidth rounds 8/3 of the width up to a multiple")
{
    public override void Probe(Probe probe)
    {
        foreach ((int width, int multiple) in new[] { (512, 64), (768, 64), (4096, 256), (24, 64), (1, 1), (1, 8), (3, 8), (100, 1),
            (48, 128), (300_000_000, 64) })
            probe.Observe($"HiddenWidth({width}, {multiple})", SwiGlu.HiddenWidth(width, multiple));
        probe.Observe("HiddenWidth(1000)", SwiGlu.HiddenWidth(1000));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("8·C/3 is rounded down first, then up to the next multiple; a multiple stays as it is.");
}

public sealed class FeedForwardNames() : Check("M02.E6.names", "Both layers have the documented parameters, and SwiGlu the usual width")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("names of FeedForward(3, 5)", Weights.Names(new FeedForward(3, 5)));
        probe.Observe("names of SwiGlu(3, 5)", Weights.Names(new SwiGlu(3, 5)));
        probe.Observe("names of SwiGlu(48)", Weights.Names(new SwiGlu(48)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Name the fields as the table in the handout does, or give each a [ComponentName], and call RegisterComponents() last.");
}

public sealed class FeedForwardLearns()
    : Check("M02.E6.parameters-learn", "Both layers pass gradients on to their input and to every parameter")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, nn.Module<Tensor, Tensor> layer) in new (string,
            nn.Module<Tensor, Tensor>)[] { ("FeedForward", new FeedForward(4, 6)), ("SwiGlu", new SwiGlu(4, 6)) })
        {
            Weights.Fill(layer, Id);
            Tensor x = probe.Random.Normal(2, 4).requires_grad_();
            (layer.call(x) * probe.Random.Normal(2, 4)).sum().backward();
            probe.Observe($"gradient of {name}'s input", x.grad);
            foreach ((string parameter, TorchSharp.Modules.Parameter value) in layer.named_parameters()
                .OrderBy(p => p.name, StringComparer.Ordinal))
                probe.Observe($"gradient of {name}'s {parameter}", value.grad);
        }
    }
}

public sealed class FeedForwardBadArguments()
    : Check("M02.E6.bad-arguments", "refuses widths below 1, inputs of another width and activations of integers")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("Gelu of int64", () => Activations.Gelu(probe.Random.Integers(0, 5, 3)));
        probe.ObserveThrows<ArgumentException>("Silu of int64", () => Activations.Silu(probe.Random.Integers(0, 5, 3)));
        probe.ObserveThrows<ArgumentException>("GeluTanh of int64", () => Activations.GeluTanh(probe.Random.Integers(0, 5, 3)));
        probe.ObserveThrows<ArgumentException>("FeedForward(4, 0)", () => _ = new FeedForward(4, 0));
        probe.ObserveThrows<ArgumentException>("SwiGlu(0, 4)", () => _ = new SwiGlu(0, 4));
        probe.ObserveThrows<ArgumentException>("HiddenWidth(0, 4)", () => _ = SwiGlu.HiddenWidth(0, 4));
        probe.ObserveThrows<ArgumentException>("FeedForward(0, 4)", () => _ = new FeedForward(0, 4));
        probe.ObserveThrows<ArgumentException>("SwiGlu(4, 0)", () => _ = new SwiGlu(4, 0));
        probe.ObserveThrows<ArgumentException>("HiddenWidth(4, 0)", () => _ = SwiGlu.HiddenWidth(4, 0));
        var feedForward = new FeedForward(4, 6);
        var gated = new SwiGlu(4, 6);
        probe.ObserveThrows<ArgumentException>("FeedForward(4, 6) of [2, 5]", () => feedForward.call(probe.Random.Normal(2, 5)));
        probe.ObserveThrows<ArgumentException>("FeedForward(4, 6) of a number", () => feedForward.call(tensor(1f)));
        probe.ObserveThrows<ArgumentException>("SwiGlu(4, 6) of a number", () => gated.call(tensor(1f)));
        probe.ObserveAccepts("FeedForward(4, 6) of [2, 4]", () => feedForward.call(probe.Random.Normal(2, 4)));
        probe.ObserveAccepts("SwiGlu(4, 6) of [2, 4]", () => gated.call(probe.Random.Normal(2, 4)));
        probe.ObserveThrows<ArgumentException>("SwiGlu(4, 6) of [2, 5]", () => gated.call(probe.Random.Normal(2, 5)));
    }
}

public sealed class FeedForwardLeavesNothing() : Check("M02.E6.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 4);
        var feedForward = new FeedForward(4, 6);
        var gated = new SwiGlu(4, 6);
        probe.ObserveLeak("tensors left by Gelu", () => Activations.Gelu(x));
        probe.ObserveLeak("tensors left by GeluTanh", () => Activations.GeluTanh(x));
        probe.ObserveLeak("tensors left by Silu", () => Activations.Silu(x));
        probe.ObserveLeak("tensors left by FeedForward", () => feedForward.call(x));
        probe.ObserveLeak("tensors left by SwiGlu", () => gated.call(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
