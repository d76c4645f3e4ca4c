using LLMCourse.Reference;
using Dropout = LLMCourse.M04.Dropout;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

public sealed class DropoutScale()
    : VisibleCheck("M04.E7.dropout", "drops with probability p, and divides what survives by 1 − p", points: 2)
{
    private const int Count = 20_000;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(71, CPU);
        foreach (double p in new[] { 0.1, 0.5, 0.9 })
        {
            using Dropout dropout = new(p, generator);
            Tensor y = dropout.call(full([100, Count / 100], 2f)).reshape(-1);
            string name = p.ToString(System.Globalization.CultureInfo.InvariantCulture);
            probe.Observe($"p = {name}: other values than 0 and 2/(1 − p)",
                y.ne(0).logical_and((y - (2 / (1 - p))).abs() > 1e-4).sum().item<long>());
            probe.Observe($"p = {name}: fraction dropped", y.eq(0).to(ScalarType.Float64).mean().item<double>());
            probe.Observe($"p = {name}: least fraction dropped from a row",
                y.reshape(100, -1).eq(0).to(ScalarType.Float64).mean([1]).min().item<double>());
            probe.Observe($"p = {name}: greatest fraction dropped from a row",
                y.reshape(100, -1).eq(0).to(ScalarType.Float64).mean([1]).max().item<double>());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (double p in new[] { 0.1, 0.5, 0.9 })
        {
            string name = p.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (evidence.Number($"p = {name}: other values than 0 and 2/(1 − p)") > 0)
                return Verdict.Fail("Of 2, something else is left than 0 or 2/(1 − p).", $"p = {name}.",
                    "Multiply what survives with 1/(1 − p) while training: then the mean stays, and nothing is to be done after training.");

            // The bounds are 4 standard deviations for the whole, and 6 for the extreme of 100 rows of 200.
            double deviation = Math.Sqrt(p * (1 - p) / Count), dropped = evidence.Number($"p = {name}: fraction dropped");
            if (!(Math.Abs(dropped - p) < 4 * deviation))
                return Verdict.Fail("The fraction that is dropped is not p.",
                    $"p = {name}: {ObservationComparer.Format(dropped)} was dropped.", "p is the probability to drop, not to keep.");
            double row = 6 * Math.Sqrt(p * (1 - p) / 200);
            if (!(evidence.Number($"p = {name}: least fraction dropped from a row") > p - row
                && evidence.Number($"p = {name}: greatest fraction dropped from a row") < p + row))
                return Verdict.Fail("Whole rows or columns share their fate.", $"p = {name}.", "Draw for each number, not for each row.");
        }

        return Verdict.Pass;
    }
}

public sealed class DropoutModes()
    : Check("M04.E7.dropout-modes", "passes everything after eval(), at p = 0 and nothing at p = 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(72, CPU);
        Tensor x = probe.Random.Normal(4, 5);
        using Dropout half = new(0.5, generator), none = new(0, generator), all = new(1, generator);
        probe.Observe("p = 0", none.call(x));
        probe.Observe("p = 1", all.call(x));
        using TorchSharp.Modules.Sequential parent = nn.Sequential(half);
        parent.eval();
        probe.Observe("after eval() of its parent", parent.call(x));
        parent.train();
        probe.Observe("something is dropped after train()", parent.call(ones(1000)).eq(0).any().item<bool>());
        probe.Observe("float64 stays float64", half.call(probe.Random.Normal64(3)).dtype.ToString());
        probe.Observe("float16 stays float16", half.call(x.to(ScalarType.Float16)).dtype.ToString());
        Tensor leaf = ones(1000).requires_grad_();
        Tensor y = half.call(leaf);
        y.sum().backward();
        probe.Observe("the gradient has the mask of the output", Steps.Same(leaf.grad!, y));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Ask `training`, which train() and eval() of any parent set; 0/0 at p = 1 is NaN.");
}

public sealed class DropoutSeeded()
    : Check("M04.E7.dropout-seeded", "draws anew at each call, from the generator that it is given", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator a = new(73, CPU), b = new(73, CPU);
        using Dropout first = new(0.5, a), second = new(0.5, b);
        Tensor x = ones(500);
        using Tensor before = get_rng_state();
        Tensor one = first.call(x), same = second.call(x), next = first.call(x);
        using Tensor after = get_rng_state();
        probe.Observe("equal generators give equal masks", Steps.Same(one, same));
        probe.Observe("the next call gives the same mask", Steps.Same(one, next));
        probe.Observe("the global generator is as it was", Steps.Same(before, after));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class InitDeviations()
    : Check("M04.E7.init",
        "gives each kind of parameter its deviation, and the residual projections theirs by the number of layers", points: 3)
{
    private static readonly GptConfig Config = new() { VocabularySize = 70, ContextLength = 40, Layers = 3, Heads = 2, Width = 32 };

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(74, CPU);
        foreach ((string name,
            GptConfig config) in new[] { ("3 layers", Config), ("11 layers", Config with { Layers = 11, Bias = false }) })
        {
            using Gpt model = new(config);
            using (no_grad()) foreach (Parameter parameter in model.parameters()) parameter.fill_(7);
            Initialization.InitGpt(model, generator);
            foreach (string kind
                in new[] { "wte.weight", "wpe.weight", "attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight" })
            {
                Tensor all = cat([.. model.named_parameters().Where(p => p.name.EndsWith(kind, StringComparison.Ordinal))
                    .Select(p => p.parameter.detach().reshape(-1).to(ScalarType.Float64))], 0);
                double n = all.numel(), expected = kind.EndsWith("c_proj.weight", StringComparison.Ordinal)
                    ? 0.02 / Math.Sqrt(2.0 * config.Layers)
                    : 0.02;

                // In standard errors of each estimate, so that one bound fits all.
                probe.Observe($"{name}: {kind}: mean, in standard errors", all.mean().item<double>() / (expected / Math.Sqrt(n)));
                probe.Observe($"{name}: {kind}: deviation, in standard errors from the right one",
                    (all.std(unbiased: false).item<double>() - expected) / (expected / Math.Sqrt(2 * n)));
                probe.Observe($"{name}: {kind}: fraction within one deviation, in standard errors from a normal one's",
                    ((all.abs() < expected).to(ScalarType.Float64).mean().item<double>() - 0.682689) / Math.Sqrt(0.682689 * 0.317311 / n));
            }

            probe.Observe($"{name}: biases and scales that are not 0 and 1",
                model.named_parameters().Count(p => p.parameter.dim() == 1
                    && !p.parameter.eq(p.name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1).all().item<bool>()));
            probe.Observe($"{name}: parameters that are no leaf, or need no gradient",
                model.parameters().Count(p => !p.is_leaf || !p.requires_grad));
            probe.Observe($"{name}: layers that begin alike",
                Steps.Same(model.get_parameter("h.0.mlp.c_fc.weight")!, model.get_parameter("h.1.mlp.c_fc.weight")!));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (NumberObservation observed in evidence.Actual.OfType<NumberObservation>()
            .Where(o => o.Name.Contains("standard errors", StringComparison.Ordinal)))
        {
            if (!(Math.Abs(observed.Value) < 5))
                return Verdict.Fail($"The weights of {observed.Name.Split(':')[1].Trim()} do not have the documented distribution.",
                    $"{observed.Name}: {ObservationComparer.Format(observed.Value)}.",
                    "N(0, 0.02²), and 0.02/√(2L) for names that end in c_proj.weight; L counts different i in h.{i}., of which there may be more than ten.");
        }

        foreach (Observation expected in evidence.Expected.Where(o => !o.Name.Contains("standard errors", StringComparison.Ordinal)))
        {
            Verdict verdict = evidence.EqualsExpected(expected.Name, Tolerance.Exact);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class InitSeeded()
    : Check("M04.E7.init-seeded", "draws from the generator that it is given, and leaves the global one alone", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = new() { VocabularySize = 20, ContextLength = 8, Layers = 1, Heads = 1, Width = 8 };
        using Gpt a = new(config, 1), b = new(config, 2), c = new(config, 3);
        using Generator first = new(75, CPU), same = new(75, CPU), other = new(76, CPU);
        using Tensor before = get_rng_state();
        Initialization.InitGpt(a, first);
        Initialization.InitGpt(b, same);
        Initialization.InitGpt(c, other);
        using Tensor after = get_rng_state();
        probe.Observe("equal seeds give equal weights", a.parameters().Zip(b.parameters()).All(p => Steps.Same(p.First, p.Second)));
        probe.Observe("another seed gives the same embedding", Steps.Same(a.parameters().First(), c.parameters().First()));
        probe.Observe("the global generator is as it was", Steps.Same(before, after));
        using TorchSharp.Modules.Linear none = nn.Linear(2, 2);
        probe.ObserveThrows<ArgumentException>("a model without layers", () => Initialization.InitGpt(none, first));
        probe.ObserveLeak("tensors left", () =>
        {
            Initialization.InitGpt(a, first);
            return ones(1);
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CurriculumOrder()
    : Check("M04.E7.curriculum", "orders by score, keeps the order of equal ones, and asks for each score once", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Integers("scores 3 1 2 1", Curriculum.Order([3.0, 1, 2, 1], score => score));
        probe.Integers("nothing", Curriculum.Order(Array.Empty<double>(), score => score));
        probe.Integers("infinite and negative scores",
            Curriculum.Order([double.PositiveInfinity, -1, double.NegativeInfinity, 0], score => score));

        // So many equal scores that a sort that is not stable shows itself.
        int[] samples = [.. Enumerable.Range(0, 400).Select(_ => (int)probe.Random.NextInteger(0, 5))];
        int asked = 0;
        probe.Integers("400 samples of 5 scores", Curriculum.Order(samples, sample =>
        {
            asked++;
            return sample;
        }));
        probe.Observe("scores asked for", asked);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("OrderBy is stable, Array.Sort and List.Sort are not; the result holds indices, not ranks.");
}

public sealed class RegularizerBadArguments()
    : Check("M04.E7.bad-arguments",
        "refuses probabilities outside [0, 1], integers and scores that are not numbers, and leaves nothing behind")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("p = -0.1", () => _ = new Dropout(-0.1));
        probe.ObserveThrows<ArgumentException>("p = 1.1", () => _ = new Dropout(1.1));
        probe.ObserveThrows<ArgumentException>("p = NaN", () => _ = new Dropout(double.NaN));
        using Dropout dropout = new(0.5);
        probe.ObserveThrows<ArgumentException>("dropout of int64", () => dropout.call(ones(3, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("a first score that is not a number",
            () => Curriculum.Order([1.0, 2], score => score < 2 ? double.NaN : 0));
        probe.ObserveThrows<ArgumentException>("a score that is not a number",
            () => Curriculum.Order([1.0, 2], score => score > 1 ? double.NaN : 0));
        probe.ObserveAccepts("p = 1", () => _ = new Dropout(1));
        Tensor x = probe.Random.Normal(3, 3);
        probe.ObserveLeak("tensors left by dropout", () => dropout.call(x));
        using Dropout resting = new(0.5);
        resting.eval();
        probe.ObserveLeak("tensors left by dropout after eval()", () => resting.call(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
