using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class MasksOfPrefixes() : VisibleCheck("M09.E3.mask", "shows the whole prefix to every token, and no later token to any")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((long prefix, long tokens) in new[] { (2L, 3L), (0, 3), (4, 1), (1, 6) }) probe.Observe(
            $"prefix of {prefix}, {tokens} tokens", PrefixAttention.Mask(prefix, tokens));
        probe.ObserveThrows<ArgumentException>("a prefix of -1", () => PrefixAttention.Mask(-1, 2));
        probe.ObserveThrows<ArgumentException>("no token", () => PrefixAttention.Mask(2, 0));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Token t is the key in column P + t.");
}

public sealed class AttentionWithAPrefix()
    : Check("M09.E3.attend", "attends to the prefix and to earlier tokens, as a loop in float64 does", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (long p in new[] { 3L, 1, 0 })
        {
            Tensor q = 2 * probe.Random.Normal64(2, 3, 4, 5), k = probe.Random.Normal64(2, 3, 4, 5), v = probe.Random.Normal64(2, 3, 4, 5),
                pk = probe.Random.Normal64(3, p, 5), pv = probe.Random.Normal64(3, p, 5), copy = k.clone();
            foreach ((string name, Tensor value) in new[] { ("q", q), ("k", k), ("v", v), ("pk", pk), ("pv", pv) }) probe.Observe(
                $"{p} {name}", value.flatten());
            probe.Observe($"{p} context", PrefixAttention.Attend(q, k, v, pk, pv));
            probe.Observe($"{p} leaves the keys alone", Loras.Same(k, copy));
        }

        Tensor[] singles = [.. Enumerable.Range(0, 3).Select(_ => 40 * probe.Random.Normal(1, 2, 3, 4))];
        probe.Observe("float32, scores of hundreds",
            PrefixAttention.Attend(singles[0], singles[1], singles[2], singles[1][0], singles[2][0]));
        // Scores of -180,000: what is hidden must be lower still.
        Tensor far = full(1, 1, 3, 4, 300f), values = probe.Random.Normal(1, 1, 3, 4), none = zeros(1, 0, 4);
        probe.Observe("float32, scores far below zero", PrefixAttention.Attend(far, -far, values, none, none));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int p in new[] { 3, 1, 0 })
        {
            double[] Values(string name) => [.. evidence.Tensor($"{p} {name}").Values];
            double[] q = Values("q"), k = Values("k"), v = Values("v"), pk = Values("pk"), pv = Values("pv"), got = Values("context");
            if (got.Length != q.Length) return Verdict.Fail("The context does not have the shape of the queries.");
            for (int row = 0; row < 6; row++) // batch and head: row / 3, row % 3
            {
                for (int t = 0; t < 4; t++)
                {
                    double total = 0, greatest = double.NegativeInfinity;
                    double[] scores = new double[p + t + 1], sums = new double[5];
                    for (int j = 0; j < scores.Length; j++)
                    {
                        for (int i = 0; i < 5; i++)
                            scores[j] += q[(((row * 4) + t) * 5) + i]
                                * (j < p ? pk[(((row % 3 * p) + j) * 5) + i] : k[(((row * 4) + j - p) * 5) + i]) / Math.Sqrt(5);
                        greatest = Math.Max(greatest, scores[j]);
                    }

                    for (int j = 0; j < scores.Length; j++)
                    {
                        double weight = Math.Exp(scores[j] - greatest);
                        total += weight;
                        for (int i = 0; i < 5; i++)
                            sums[i] += weight * (j < p ? pv[(((row % 3 * p) + j) * 5) + i] : v[(((row * 4) + j - p) * 5) + i]);
                    }

                    for (int i = 0; i < 5; i++)
                    {
                        if (!Tolerance.Double.Allows(sums[i] / total, got[(((row * 4) + t) * 5) + i]))
                            return Verdict.Fail("The context is not the softmax-weighted mean over the prefix and the tokens so far.",
                                hint: "Scores over √D; the prefix of a head is the same for all rows of the batch.");
                    }
                }
            }
        }

        return evidence.EqualsExpected(Tolerance.Layer);
    }
}

public sealed class GradientsOfThePrefix() : Check("M09.E3.attend-gradient", "passes gradients on to queries, keys, values and the prefix")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] five = [.. Enumerable.Range(0, 5)
            .Select(i => new Parameter(i < 3 ? probe.Random.Normal64(2, 2, 3, 4) : probe.Random.Normal64(2, 2, 4)))];
        Tensor weights = probe.Random.Normal64(2, 2, 3, 4);
        Tensor Loss() => (PrefixAttention.Attend(five[0], five[1], five[2], five[3], five[4]) * weights).sum();
        Loss().backward();
        for (int i = 0; i < 5; i++)
        {
            long[] places = [.. Enumerable.Range(0, 4).Select(_ => probe.Random.NextInteger(0, five[i].numel()))];
            probe.Observe($"gradients {i}",
                [.. places.Select(place => five[i].grad is { } gradient ? gradient.view(-1)[place].item<double>() : double.NaN)]);
            probe.Observe($"differences {i}", [.. places.Select(place => Loras.Slope(five[i], place, () => Loss().item<double>()))]);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] names = ["queries", "keys", "values", "the prefix's keys", "the prefix's values"];
        for (int i = 0; i < 5; i++)
        {
            if (evidence.Tensor($"gradients {i}").Values.Zip(evidence.Tensor($"differences {i}").Values)
                .Any(pair => !Tolerance.Gradient.Allows(pair.Second, pair.First)))
                return Verdict.Fail(
                    $"The gradient of the {names[i].Replace("the ", "", StringComparison.Ordinal)} is not the slope of the result.");
        }

        return evidence.EqualsExpected(Tolerance.Gradient);
    }
}

public sealed class PromptsBeginAsTokens()
    : Check("M09.E3.prompt-start", "begins with the vectors of tokens: of those that are given, or of some that the seed draws")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small with { VocabularySize = 50 });
        Tensor table = model.state_dict()["wte.weight"].detach().clone();
        PromptTuning given, drawn;
        using (NewDisposeScope())
        {
            given = probe.Owns(new PromptTuning(model, [7, 0, 49, 7]));
            drawn = probe.Owns(new PromptTuning(model, tokens: 7, seed: 3));
        }

        probe.Observe("given tokens", Loras.Same(given.Prompt.detach(), table[tensor(new long[] { 7, 0, 49, 7 })]));
        long[] Rows(PromptTuning tuned) =>
            [.. Enumerable.Range(0, (int)tuned.Prompt.shape[0])
                .Select(i => (table - tuned.Prompt.detach()[i]).abs().sum(1).eq(0).to(ScalarType.Int64).argmax().item<long>())];
        long[] rows = Rows(drawn);
        probe.Observe("drawn tokens: rows of the table", Loras.Same(drawn.Prompt.detach(), table[tensor(rows)]));
        probe.Observe("drawn tokens: not all the same", rows.Distinct().Count() > 2);
        using PromptTuning again = new(model, tokens: 7, seed: 3), other = new(model, tokens: 7, seed: 4);
        probe.Observe("the same seed draws the same", Rows(again).SequenceEqual(rows));
        probe.Observe("another seed draws others", !Rows(other).SequenceEqual(rows));
        // 200 draws from a vocabulary of three leave none of them out.
        Gpt few = Loras.Model(probe, Loras.Small with { VocabularySize = 3, ContextLength = 256 });
        Tensor rowsOfFew = few.state_dict()["wte.weight"].detach();
        using PromptTuning many = new(few, tokens: 200, seed: 3);
        probe.Observe("tokens of a vocabulary of three that are drawn", Enumerable.Range(0, 3).Count(token =>
            (many.Prompt.detach() - rowsOfFew[token]).abs().sum(1).eq(0).any().item<bool>()));
        using (no_grad()) _ = given.Prompt.add_(1);
        probe.Observe("the prompt is a copy: the table is as before", Loras.Same(model.state_dict()["wte.weight"].detach(), table));
        probe.Observe("the prompt takes a gradient", given.Prompt.requires_grad && given.Prompt.is_leaf);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PromptsComeFirst()
    : Check("M09.E3.prompt", "puts the prompt before the tokens, and returns the logits of the tokens alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (PositionEncoding positions
            in new[] { PositionEncoding.Learned, PositionEncoding.Rope, PositionEncoding.Alibi, PositionEncoding.Sinusoidal })
        {
            Gpt model = Loras.Model(probe, Loras.Small with { Positions = positions }, isDouble: true);
            using PromptTuning tuned = new(model, [7, 8, 9]);
            Tensor ids = probe.Random.Integers(0, 11, 2, 5), text = cat([tensor(new long[] { 7, 8, 9 }).expand(2, 3), ids], 1);
            probe.Observe($"{positions}: the shape", string.Join(',', tuned.call(ids).shape));
            probe.Observe($"{positions}: a prompt of tokens is these tokens",
                Loras.Apart(tuned.call(ids).detach(), model.call(text).detach().narrow(1, 3, 5)) < 1e-12);
            Loras.Fill(probe.Random, [tuned.Prompt], 0.5);
            probe.Observe($"{positions}: logits of another prompt", tuned.call(ids).detach());
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("The model adds positions itself; the logits at the prompt's positions are cut off.");
}

public sealed class PrefixesReachEveryLayer()
    : Check("M09.E3.prefix", "gives each layer its own keys and values, and takes no positions for them", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, GptConfig config) in new[] { ("learned positions", Loras.Small),
            ("rotary positions, all heads", Loras.Small with { Positions = PositionEncoding.Rope, KvHeads = null }) })
        {
            Gpt model = Loras.Model(probe, config, isDouble: true);
            PrefixTuning tuned;
            using (NewDisposeScope()) tuned = probe.Owns(new PrefixTuning(model, tokens: 3, seed: 5));
            Tensor keys = tuned.Keys.detach(), values = tuned.Values.detach();
            probe.Observe($"{name}: shapes", $"{string.Join(',', keys.shape)} {string.Join(',', values.shape)}");
            using PrefixTuning many = new(model, tokens: 60, seed: 5);
            probe.Observe($"{name}: drawn from N(0, 0.02²)",
                new[] { many.Keys, many.Values }.All(drawn => drawn.std().item<double>() is > 0.018 and < 0.022
                    && Math.Abs(drawn.mean().item<double>()) < 0.003));
            probe.Observe($"{name}: keys and values differ", !Loras.Same(keys, values));
            using PrefixTuning again = new(model, tokens: 3, seed: 5), other = new(model, tokens: 3, seed: 6);
            probe.Observe($"{name}: the seed decides",
                Loras.Same(again.Keys.detach(), keys) && Loras.Same(again.Values.detach(), values)
                    && !Loras.Same(other.Keys.detach(), keys));
            Loras.Fill(probe.Random, [tuned.Keys, tuned.Values], 1);
            Tensor ids = probe.Random.Integers(0, 11, 2, 8), logits = tuned.call(ids).detach();
            probe.Observe($"{name}: logits", logits);
            (Tensor, Tensor)[] byHand =
                [.. Enumerable.Range(0, 2).Select(layer => (tuned.Keys.detach()[layer], tuned.Values.detach()[layer]))];
            probe.Observe($"{name}: as the model itself, given them layer by layer",
                Loras.Apart(logits, model.ForwardPrefixed(ids, byHand).detach()) < 1e-12);
            tuned.call(ids).pow(2).sum().backward();
            probe.Observe($"{name}: gradients reach every layer",
                string.Join(' ', new[] { tuned.Keys, tuned.Values }.Select(parameter => parameter.grad is { } gradient
                    ? gradient.abs().sum([1, 2, 3]).ne(0).sum().item<long>()
                    : 0)));
        }

        Gpt linear = Loras.Model(probe, Loras.Small with { Positions = PositionEncoding.Alibi });
        probe.ObserveThrows<NotSupportedException>("linear biases by distance", () =>
        {
            using PrefixTuning tuned = new(linear, tokens: 3);
            _ = tuned.call(Loras.Ids(1, 2));
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model);
}

public sealed class TunedModelsAreCausal() : Check("M09.E3.causal", "lets every position read prompt or prefix, and none a later token")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small with { ContextLength = 12 });
        using PromptTuning prompt = new(model, tokens: 3);
        using PrefixTuning prefix = new(model, tokens: 3);
        Tensor ids = probe.Random.Integers(0, 11, 1, 6), plain = model.call(ids).detach();
        foreach ((string name, nn.Module<Tensor, Tensor> tuned) in new (string,
            nn.Module<Tensor, Tensor>)[] { ("prompt", prompt), ("prefix", prefix) })
        {
            Tensor before = tuned.call(ids).detach();
            for (int t = 0; t < 6; t++)
            {
                Tensor other = ids.clone();
                other[0, t] = (ids[0, t] + 1) % 11;
                Tensor after = tuned.call(other).detach();
                probe.Observe($"{name}: positions before token {t} are as before, to the bit",
                    Loras.Same(before.narrow(1, 0, t), after.narrow(1, 0, t)));
                probe.Observe($"{name}: positions from token {t} on that have changed",
                    Enumerable.Range(t, 6 - t).Count(i => !Loras.Same(before.select(1, i), after.select(1, i))));
            }

            Loras.Fill(probe.Random, tuned.parameters().Cast<Parameter>(), 1);
            Tensor moved = tuned.call(ids).detach();
            probe.Observe($"{name}: positions that read it", Enumerable.Range(0, 6)
                .Count(i => !Loras.Same(before.select(1, i), moved.select(1, i)) && !Loras.Same(plain.select(1, i), moved.select(1, i))));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
