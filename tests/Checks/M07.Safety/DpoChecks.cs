using TorchSharp.Modules;

namespace LLMCourse.Checks.M07;

public sealed class RepliesAreAddedUp()
    : VisibleCheck("M07.E6.log-probs", "adds up the log-probabilities of the reply's tokens, each after those before it", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = probe.Random.Integers(0, 7, 4, 6), logits = 3 * probe.Random.Normal(4, 6, 7);
        probe.Observe("replies of several lengths", Dpo.SequenceLogProbs(logits, ids, Dpos.Mask("..xxxx", "...xx.", ".x....", "..x.x.")));
        probe.Observe("a row in which nothing counts",
            Dpo.SequenceLogProbs(logits, ids, Dpos.Mask("......", ".....x", ".xxxxx", "......")));
        probe.Observe("in float64",
            Dpo.SequenceLogProbs(probe.Random.Normal64(1, 3, 4), probe.Random.Integers(0, 4, 1, 3), Dpos.Mask(".xx")));
        probe.Observe("two tokens", Dpo.SequenceLogProbs(logits[.., ..2], ids[.., ..2], Dpos.Mask(".x", ".x", "..", ".x")));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance).WithHint("The logits at position t speak of the token at t + 1; sums, not means.");
}

public sealed class WhatIsMaskedMayBeAnything()
    : Check("M07.E6.masked", "takes nothing from where the mask is false, whatever stands there")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = probe.Random.Integers(0, 5, 2, 5), mask = Dpos.Mask("..xx.", "...x.");
        Tensor logits = probe.Random.Normal(2, 5, 5), excluded = logits.clone();
        Tensor shifted = ids.clone();
        // The first model excludes all tokens of the prompt and of the padding but one, which is another.
        foreach (int b in new[] { 0, 1 })
            foreach (int t in b == 0 ? new[] { 0, 3, 4 } : [0, 1, 3, 4])
                for (int v = 0; v < 5; v++)
                    if (t + 1 >= 5 || v != (ids[b, t + 1].item<long>() + 1) % 5) excluded[b, t, v] = double.NegativeInfinity;
        excluded.index_put_(zeros(5), TensorIndex.Single(0), TensorIndex.Single(4)); // not a number otherwise, and nothing comes after it
        excluded.index_put_(zeros(5), TensorIndex.Single(1), TensorIndex.Single(4));
        probe.Observe("a model that excludes prompt and padding", Dpo.SequenceLogProbs(excluded, ids, mask));
        shifted[0, 0] = 4 - ids[0, 0];
        shifted[1, 4] = 4 - ids[1, 4];
        probe.Observe("another prompt and padding", Dpo.SequenceLogProbs(logits, shifted, mask));
        using Parameter learned = new(excluded);
        Dpo.SequenceLogProbs(learned, ids, mask).sum().backward();
        probe.Observe("gradients are numbers", learned.grad is { } gradient && gradient.isfinite().all().item<bool>());
    }
}

public sealed class PairsBecomeRows()
    : VisibleCheck("M07.E6.collate", "writes the preferred replies, then the others, each behind its prompt")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, string[] pairs, int padding) in new[]
        {
            ("one pair", new[] { "12|345|6" }, 0), ("the other reply is longer", ["1|2|3456"], 9),
            ("three pairs", ["1|23|4", "567|8|91", "1234|5|6"], 7), ("the same reply twice", ["12|33|33"], 3),
        })
        {
            PreferenceBatch batch = PreferenceBatch.Collate([.. pairs.Select(Dpos.Pair)], padding);
            probe.Observe($"{name}: ids", Dpos.Text(batch.Ids));
            probe.Observe($"{name}: ids are Int64", batch.Ids.dtype == ScalarType.Int64);
            probe.Observe($"{name}: mask", Dpos.Text(batch.ReplyMask));
            probe.Observe($"{name}: the mask is boolean", batch.ReplyMask.dtype == ScalarType.Bool);
        }
    }
}

public sealed class PreferenceLoss()
    : VisibleCheck("M07.E6.loss", "is −log σ(β·margin), with and without doubt about the labels", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] some = [.. Enumerable.Range(0, 4).Select(_ => 5 * probe.Random.Normal64(6))];
        foreach (double beta in new[] { 0.0, 0.05, 0.5, 3 })
            probe.Observe($"beta {beta}", Dpo.Loss(some[0], some[1], some[2], some[3], beta).to(ScalarType.Float64).item<double>());
        foreach (double smoothing in new[] { 0.1, 0.49 })
            probe.Observe($"a share of {smoothing} in doubt",
                Dpo.Loss(some[0], some[1], some[2], some[3], 0.3, smoothing).to(ScalarType.Float64).item<double>());
        probe.Observe("one pair in float32", Dpo.Loss(tensor([-3f]), tensor([-5f]), tensor([-4f]), tensor([-4.5f]), 0.1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-7, 1e-7, "the inputs are float64; a softplus that turns to a line at 20 errs by 2e-9"));
}

public sealed class LossOfGreatMargins() : Check("M07.E6.extremes", "stays exact where a margin is 10⁴, in both directions")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (double margin in new[] { 1e4, -1e4, 100, -100, 40, 0 })
        {
            foreach (double smoothing in new[] { 0, 0.25 })
            {
                using Parameter chosen = new(tensor([(float)margin]));
                Tensor loss = Dpo.Loss(chosen, zeros(1), zeros(1), zeros(1), 1, smoothing);
                loss.backward();
                probe.Observe($"margin {margin}, {smoothing} in doubt: loss", loss);
                probe.Observe($"margin {margin}, {smoothing} in doubt: gradient", chosen.grad);
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("σ(−10⁴) is 0, and its logarithm is not a number that one can learn from: use logsigmoid, or −softplus(−z).");
}

public sealed class GradientsOfTheLoss()
    : Check("M07.E6.gradient", "raises the preferred reply and lowers the other, most where the model is wrong")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = 4 * probe.Random.Normal64(4, 5);
        foreach (double smoothing in new[] { 0, 0.2 })
        {
            Parameter[] four = [.. Enumerable.Range(0, 4).Select(i => new Parameter(start[i].clone()))];
            Dpo.Loss(four[0], four[1], four[2], four[3], 0.7, smoothing).backward();
            for (int i = 0; i < 4; i++)
            {
                probe.Observe($"{smoothing} in doubt: gradient of {new[] { "policyChosen", "policyRejected", "referenceChosen", "referenceRejected" }[i]}", four[i].grad);
                IEnumerable<double> differences = [.. Enumerable.Range(0, 5).Select(j =>
                {
                    double At(double step)
                    {
                        Tensor[] moved = [.. Enumerable.Range(0, 4).Select(k => start[k].clone())];
                        moved[i][j] = moved[i][j] + step;
                        return Dpo.Loss(moved[0], moved[1], moved[2], moved[3], 0.7, smoothing).to(ScalarType.Float64).item<double>();
                    }

                    return (At(1e-4) - At(-1e-4)) / 2e-4;
                })];
                probe.Observe($"{smoothing} in doubt: differences {i}", differences);
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient);
}

public sealed class DistanceFromTheReference()
    : Check("M07.E6.divergence", "measures KL(policy ‖ reference) a token of the replies", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = 2 * probe.Random.Normal64(3, 5, 6), q = 2 * probe.Random.Normal64(3, 5, 6), mask = Dpos.Mask("..xxx", ".x...", "...x.");
        probe.Observe("policy from reference", Dpo.Divergence(p, q, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("reference from policy", Dpo.Divergence(q, p, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("logits that differ by a constant",
            Math.Round(Dpo.Divergence(p, p + 3.5, mask).to(ScalarType.Float64).item<double>(), 9));
        Tensor single = probe.Random.Normal(1, 4, 9);
        probe.Observe("the same logits are 0 and not below",
            Dpo.Divergence(single, single.clone(), Dpos.Mask(".xxx")).to(ScalarType.Float64).item<double>() is >= 0 and < 1e-6);
        probe.Observe("how often float32 logits that differ by a constant are below 0",
            Enumerable.Range(1, 60).Count(i => Dpo.Divergence(single, single + (i / 7.0f), Dpos.Mask(".xxx")).item<float>() < 0));
        Tensor excluded = p.clone();
        for (int b = 0; b < 3; b++) excluded[b, 1..3, 2] = double.NegativeInfinity;
        probe.Observe("a policy that excludes a token", Dpo.Divergence(excluded, q, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("a reference that excludes what the policy may say",
            Dpo.Divergence(p, excluded, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("both exclude it", Dpo.Divergence(excluded, (q + excluded) - p, mask).to(ScalarType.Float64).item<double>());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 1e-9, "the logits are float64"))
        .WithHint("Σ p·(log p − log q), p the policy's; a token with p = 0 adds 0.");
}
