using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class RepliesAreCompared()
    : VisibleCheck("M09.E5.advantages", "compares each reply with its own group, by the sample's deviation", points: 2)
{
    public override void Probe(Probe probe)
    {
        double[] rewards = [.. Enumerable.Range(0, 24).Select(_ => Math.Round(probe.Random.NextNormal(), 3))];
        foreach (int size in new[] { 2, 3, 4, 8, 24 })
        {
            probe.Observe($"groups of {size}", Grpo.Advantages(rewards, size).AsEnumerable());
            probe.Observe($"groups of {size}, not divided", Grpo.Advantages(rewards, size, divideByDeviation: false).AsEnumerable());
        }

        probe.Observe("rewards that hardly differ", Grpo.Advantages([1, 1 + 1e-6, 1, 1], 4).AsEnumerable());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 1e-9, "the rewards are doubles"))
        .WithHint("n − 1 under the root, 1e-6 added outside of it, and every group for itself.");
}

public sealed class EqualRewardsTeachNothing() : Check("M09.E5.equal-rewards", "gives a group of equal rewards exactly 0")
{
    public override void Probe(Probe probe)
    {
        foreach (double reward in new[] { 0, 1, 0.1, -3.3, 1e300, 1.0 / 3 })
        {
            probe.Observe($"rewards of {reward}: how many are not 0",
                Grpo.Advantages([.. Enumerable.Repeat(reward, 7)], 7).Count(advantage => advantage != 0));
            probe.Observe($"rewards of {reward}, not divided: how many are not 0",
                Grpo.Advantages([.. Enumerable.Repeat(reward, 7)], 7, divideByDeviation: false).Count(advantage => advantage != 0));
        }

        probe.Observe("beside a group that differs",
            Grpo.Advantages([0.1, 0.1, 0.1, 5, 0, 0], 3).Take(3).Count(advantage => advantage != 0));
    }
}

public sealed class TokensHaveProbabilities() : VisibleCheck("M09.E5.log-probs", "gives each token's log-probability after those before it")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("batch", Grpo.TokenLogProbs(3 * probe.Random.Normal(3, 5, 7), probe.Random.Integers(0, 7, 3, 5)));
        probe.Observe("two tokens in float64", Grpo.TokenLogProbs(probe.Random.Normal64(1, 2, 4), probe.Random.Integers(0, 4, 1, 2)));
        probe.Observe("one token", Grpo.TokenLogProbs(probe.Random.Normal(2, 1, 4), probe.Random.Integers(0, 4, 2, 1)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance).WithHint("The logits at position t speak of the token at t + 1.");
}

public sealed class RatiosAreClipped()
    : Check("M09.E5.clip", "takes the smaller of the plain and the clipped product, and both kinds of mean", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor old = -probe.Random.Uniform(0.1, 4, 5, 6).to(ScalarType.Float64), now = old + (0.5 * probe.Random.Normal64(5, 6)),
            advantages = 2 * probe.Random.Normal64(5);
        Tensor mask = Rewards.Mask("..xxxx", ".x....", "..x.x.", ".xxxxx", "...xx.");
        foreach ((double low, double? high) in new (double, double?)[] { (0.2, null), (0.2, 0.28), (0, 0), (0.9, 5), (0.1, 0) })
        {
            probe.Observe($"from {low} to {high?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the same"}, a reply at a time", Grpo.ClipLoss(now, old, advantages, mask, low, high).to(ScalarType.Float64).item<double>());
            probe.Observe($"from {low} to {high?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the same"}, by tokens",
                Grpo.ClipLoss(now, old, advantages, mask, low, high, GrpoNormalization.PerToken).to(ScalarType.Float64).item<double>());
        }

        probe.Observe("the model that wrote them", Grpo.ClipLoss(old, old, advantages, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("float32",
            Grpo.ClipLoss(now.to(ScalarType.Float32), old.to(ScalarType.Float32), advantages.to(ScalarType.Float32), mask));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-6, 1e-6, "sums of 20 products; float32 is among them"))
        .WithHint(
            "For a negative advantage the smaller product is the one of the greater ratio: take the minimum of products, not of ratios.");
}

public sealed class ClippedTokensAreLeftAlone()
    : Check("M09.E5.clip-gradient", "moves no token that is clipped or masked, nor the old log-probabilities or advantages", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = Rewards.Mask(".xxxx", ".xx..");
        Tensor distance = tensor(new[,] { { 0, 0.5, -0.5, 0.1, 0.0 }, { 0, 0.5, -0.5, double.PositiveInfinity, double.NaN } });
        using Parameter old = new(tensor(new double[,] { { 0, -1, -1, -1, -1 }, { 0, -1, -1, -1, -1 } }));
        using Parameter now = new(old.detach() + distance), advantages = new(tensor(new[] { 1.5, -0.5 }));
        foreach (GrpoNormalization normalization in new[] { GrpoNormalization.PerReply, GrpoNormalization.PerToken })
        {
            _ = now.grad?.zero_();
            Grpo.ClipLoss(now, old, advantages, mask, normalization: normalization).backward();
            probe.Observe($"gradient, means {(normalization == GrpoNormalization.PerReply ? "of replies" : "of tokens")}", now.grad);
        }

        probe.Observe("the old ones have a gradient", old.grad is not null);
        probe.Observe("the advantages have one", advantages.grad is not null);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient)
        .WithHint("Where a ratio of 1.65 meets a positive advantage, and one of 0.61 a negative, the clipped product is taken, and it has no slope. What the mask leaves out must go before the exponential.");
}

public sealed class DistanceIsEstimated() : Check("M09.E5.divergence", "estimates KL by e^d − d − 1, which is never below 0", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor now = probe.Random.Normal64(3, 5), reference = probe.Random.Normal64(3, 5), mask = Rewards.Mask(".xxxx", ".x...", "..xx.");
        probe.Observe("a reply at a time", Grpo.Divergence(now, reference, mask).to(ScalarType.Float64).item<double>());
        probe.Observe("by tokens", Grpo.Divergence(now, reference, mask, GrpoNormalization.PerToken).to(ScalarType.Float64).item<double>());
        Tensor masked = now.clone();
        masked[1, 4] = double.NaN;
        masked[0, 0] = double.NegativeInfinity;
        using Parameter learned = new(masked), fixedOnes = new(reference.clone());
        Grpo.Divergence(learned, fixedOnes, mask).backward();
        probe.Observe("gradient, with what is no number where nothing counts", learned.grad);
        probe.Observe("the reference has a gradient", fixedOnes.grad is not null);
        probe.Observe("the same", Grpo.Divergence(now, now.clone(), mask).to(ScalarType.Float64).item<double>());
        // 1e-4 apart the estimate is 5e-9, of which float32 keeps nothing if 1 is subtracted from e^d.
        Tensor near = zeros(1, 3), at = near - 1e-4f;
        double small = Grpo.Divergence(near, at, Rewards.Mask(".xx")).to(ScalarType.Float64).item<double>();
        probe.Observe("10⁻⁴ apart in float32, it is within a tenth of 5·10⁻⁹ or 0, and not below", small is >= 0 and < 5.6e-9);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 1e-9, "the inputs are float64"))
        .WithHint("d is log ρ − log π, the reference's less the policy's; e^d − 1 keeps its digits as expm1.");
}
