using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M07;

/// <summary>A model whose logits depend on every token that it is shown. It can lean: after a context with token 1 in it, the upper half of
/// the vocabulary gains.</summary>
internal sealed class LeaningModel(int vocabulary, double spread, double lean, int contextLength = 24) : IManyLogits
{
    public int VocabularySize => vocabulary;

    public int ContextLength => contextLength;

    public List<string> Calls { get; } = [];

    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        Calls.Add(string.Join(' ', ids.ToArray()));
        if (ids.IsEmpty || ids.Length > contextLength || count < 1 || count > ids.Length || logits.Length != count * vocabulary)
            throw new InvalidOperationException(
                $"The model was asked for {count} predictions on {ids.Length} tokens, with room for {logits.Length} logits.");
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> seen = ids[..(ids.Length - count + i + 1)];
            ulong hash = 5;
            foreach (int id in seen) hash = (hash ^ (ulong)(id + 1)) * 1099511628211;
            CheckRandom random = new(hash);
            bool leans = seen.Contains(1);
            for (int v = 0; v < vocabulary; v++)
                logits[(i * vocabulary) + v] = (float)((random.NextNormal() * spread) + (leans && v >= vocabulary / 2 ? lean : 0));
        }
    }
}

/// <summary>What the checks of the audit share.</summary>
internal static class BiasAudits
{
    public static Tolerance Tolerance { get; } = new(1e-9, 1e-9, "logits are float32, but all sums are of float64");

    public static CounterfactualPair[] Pairs(CheckRandom random, int vocabulary, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        int[] before = [.. Enumerable.Range(0, 3).Select(_ => (int)random.NextInteger(2, vocabulary))],
            after = [.. Enumerable.Range(0, 2).Select(_ => (int)random.NextInteger(2, vocabulary))];
        return new CounterfactualPair([.. before, 1, .. after], [.. before, 0, .. after],
            [(int)random.NextInteger(vocabulary / 2, vocabulary)]);
    })];

    public static double[][] Words(CheckRandom random, int count, int width, double shift = 0) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, width).Select(i => random.NextNormal() + (i == 0 ? shift : 0)).ToArray())];

    public static void Observe(Probe probe, string name, ParityReport report)
    {
        probe.Observe($"{name}: groups",
            string.Join("; ", report.Rates.Select(
                rate => FormattableString.Invariant($"{rate.Group} {rate.Count} {(rate.IsSmall ? "small" : "large")}"))));
        for (int i = 0; i < report.Rates.Count; i++) probe.Observe($"{name}: rate {i}", report.Rates[i].Rate);
        probe.Observe($"{name}: gap", report.Gap is { } gap ? gap : double.NegativeInfinity);
    }
}

public sealed class PairsAreScored()
    : VisibleCheck("M07.E5.pairs", "compares the log-probabilities of a continuation after two contexts", points: 2)
{
    public override void Probe(Probe probe)
    {
        LeaningModel model = new(9, 1.5, 1);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (int)probe.Random.NextInteger(0, 9))];
        CounterfactualPair[] pairs =
        [
            new(Draw(4), Draw(4), Draw(1)), new(Draw(1), Draw(1), Draw(5)), new(Draw(3), Draw(7), Draw(3)), new(Draw(20), Draw(2), Draw(5)),
            new([3, 4], [3, 4], Draw(4)),
        ];
        CounterfactualPair[] swapped = [.. pairs.Select(pair => new CounterfactualPair(pair.Second, pair.First, pair.Continuation))];
        double[] scores = BiasAudit.PairScores(model, pairs), back = BiasAudit.PairScores(model, swapped);
        for (int i = 0; i < pairs.Length; i++)
        {
            probe.Observe($"pair {i}", scores[i]);
            probe.Observe($"pair {i} swapped is its opposite", Math.Abs(scores[i] + back[i]) < 1e-12);
        }

        probe.Observe("no pairs", BiasAudit.PairScores(model, []).Length);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(BiasAudits.Tolerance)
        .WithHint("Only the continuation's tokens count, and all of them; the logits after a token are about the next one.");
}

public sealed class TheModelIsAskedOnce() : Check("M07.E5.calls", "asks the model once for each context")
{
    public override void Probe(Probe probe)
    {
        LeaningModel model = new(6, 1, 0);
        _ = BiasAudit.PairScores(model, [new([1, 2], [3], [4, 5, 0]), new([5], [4, 4], [2])]);
        // At how many positions is left open: all of them in one pass are right, too.
        probe.Observe("what the model was shown, in order of the text", string.Join("; ", model.Calls.Order(StringComparer.Ordinal)));
    }
}

public sealed class ImpossibleContinuations()
    : Check("M07.E5.impossible", "has finite scores for great logits, 0 where both are impossible, ±∞ where one is")
{
    public override void Probe(Probe probe)
    {
        LogitTable model = new([[1000, 0, -1000, 999], [900, float.NegativeInfinity, 899, 0], [0, float.NegativeInfinity, 0, 3],
            [-5000, -5001, -5002, -5000.5f]]);
        double[] scores = BiasAudit.PairScores(model,
            [new([0], [3], [0]), new([0], [3], [2, 0]), new([1], [2], [1]), new([0], [1], [1]), new([2], [3], [1, 0])]);
        for (int i = 0; i < scores.Length; i++) probe.Observe($"score {i}", scores[i]);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(BiasAudits.Tolerance);

    private sealed class LogitTable(float[][] rows) : IManyLogits
    {
        public int VocabularySize => rows.Length;

        public int ContextLength => 8;

        public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

        public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
        {
            for (int i = 0; i < count; i++) rows[ids[ids.Length - count + i]].CopyTo(logits.Slice(i * rows.Length, rows.Length));
        }
    }
}

public sealed class IntervalsOfGaps() : VisibleCheck("M07.E5.interval", "gives a mean its percentile interval", points: 2)
{
    public override void Probe(Probe probe)
    {
        double[] twenty = [.. Enumerable.Range(0, 20).Select(_ => probe.Random.NextNormal())];
        foreach ((string name, double[] scores, double confidence, int resamples, ulong seed) in new[]
        {
            ("twenty scores", twenty, 0.95, 2000, 0UL), ("another seed", twenty, 0.95, 2000, 9UL),
            ("less confidence", twenty, 0.5, 2000, 0UL), ("few resamples", twenty, 0.9, 7, 1UL), ("one resample", twenty, 0.9, 1, 2UL),
            ("one score", [0.7], 0.95, 50, 3UL), ("two", [1, -1], 0.8, 999, 4UL),
        })
        {
            BiasGap gap = BiasAudit.MeanGap(scores, confidence, resamples, seed);
            probe.Observe($"{name}: mean", gap.Mean);
            probe.Observe($"{name}: low", gap.Low);
            probe.Observe($"{name}: high", gap.High);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(BiasAudits.Tolerance)
        .WithHint("One generator for all resamples; each draw is the score at ⌊u·n⌋; quantiles are between two neighbours.");
}

public sealed class BiasIsFound() : Check("M07.E5.planted", "finds the lean of a model, and none in its twin without", points: 2)
{
    public override void Probe(Probe probe)
    {
        CounterfactualPair[] pairs = BiasAudits.Pairs(probe.Random, 20, 300);
        foreach (double lean in new[] { 0, 0.5, -0.5, 1.5 })
        {
            BiasGap gap = BiasAudit.MeanGap(BiasAudit.PairScores(new LeaningModel(20, 1, lean), pairs), seed: 1);
            probe.Observe($"lean {lean}: mean", gap.Mean);
            probe.Observe($"lean {lean}: found", gap.IsDetected);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string lean, bool found) in new[] { ("0", false), ("0.5", true), ("-0.5", true), ("1.5", true) })
        {
            if (evidence.Flag($"lean {lean}: found") != found)
                return Verdict.Fail(found
                    ? $"A model that leans by {lean} nats towards one of two groups passes the audit."
                    : "A model without any lean is found to be biased.");
        }

        return evidence.EqualsExpected(BiasAudits.Tolerance);
    }
}

public sealed class Associations() : VisibleCheck("M07.E5.weat", "computes the effect size of the association test", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int n, int a, int b, int width,
            double shift) in new[] { (3, 2, 2, 4, 0.0), (5, 3, 4, 6, 1.5), (1, 1, 1, 3, 0), (8, 8, 2, 16, -1) })
        {
            double[][] x = BiasAudits.Words(probe.Random, n, width, shift), y = BiasAudits.Words(probe.Random, n, width),
                first = BiasAudits.Words(probe.Random, a, width, 1), second = BiasAudits.Words(probe.Random, b, width, -1);
            string name = $"{n} words in {width} dimensions";
            double effect = Weat.EffectSize(x, y, first, second);
            probe.Observe(name, effect);
            probe.Observe($"{name}: X and Y exchanged are the opposite", Math.Abs(effect + Weat.EffectSize(y, x, first, second)) < 1e-9);
            probe.Observe($"{name}: A and B exchanged are the opposite", Math.Abs(effect + Weat.EffectSize(x, y, second, first)) < 1e-9);
            probe.Observe($"{name}: longer vectors change nothing",
                Math.Abs(effect - Weat.EffectSize([.. x.Select(v => v.Select(value => 7 * value).ToArray())], y, first,
                    [.. second.Select(v => v.Select(value => value / 3).ToArray())])) < 1e-9);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(BiasAudits.Tolerance)
        .WithHint("s of a word is a difference of mean cosines; the standard deviation is that of a sample, over X and Y together.");
}

public sealed class AssociationsByChance()
    : Check("M07.E5.p-value", "counts the divisions that are as extreme, its own among them", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int n, double shift) in new[] { (1, 0.0), (2, 3.0), (4, 0), (4, 0.8), (6, 1), (6, -1) })
        {
            double[][] x = BiasAudits.Words(probe.Random, n, 5, shift), y = BiasAudits.Words(probe.Random, n, 5),
                a = BiasAudits.Words(probe.Random, 3, 5, 2), b = BiasAudits.Words(probe.Random, 3, 5, -2);
            probe.Observe($"{n} words, moved by {shift}", Weat.PValue(x, y, a, b));
        }

        double[][] eleven = BiasAudits.Words(probe.Random, 11, 3, 0.5), others = BiasAudits.Words(probe.Random, 11, 3);
        probe.Observe("as many words as can be", Weat.PValue(eleven, others, [[1, 0, 0]], [[0, 1, 1]]));
        double[] east = [1, 0], north = [0, 1];
        probe.Observe("sums that differ by less than 1e-9", Weat.PValue([east], [[1, 1e-10]], [east], [north]));
        probe.Observe("sums that differ by more than 1e-9", Weat.PValue([east], [[1, 1e-7]], [east], [north]));
        probe.Observe("many divisions are alike", Weat.PValue([east, east, north], [east, north, north], [east], [north]));
        probe.Observe("all divisions are alike", Weat.PValue([east, east], [east, east], [east], [north]));
        // The same words in both sets, in other orders: sums that are equal but for their last digits.
        double[][] words = BiasAudits.Words(probe.Random, 5, 5), one = BiasAudits.Words(probe.Random, 2, 5),
            two = BiasAudits.Words(probe.Random, 3, 5);
        probe.Observe("the same words in both sets", Weat.PValue(words, [.. words.Reverse()], one, two));
        probe.Observe("the same words in both sets, in another order",
            Weat.PValue([words[3], words[0], words[4], words[1], words[2]], words, one, two));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(BiasAudits.Tolerance);
}

public sealed class GroupsAreCompared()
    : VisibleCheck("M07.E5.parity", "compares how often groups are accepted, and leaves small groups out", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<GroupDecision> decisions = [];
        foreach ((string group, int count,
            double rate) in new[] { ("b", 40, 0.5), ("a", 31, 0.7), ("Z", 30, 0.4), ("é", 29, 0.1), ("none", 3, 0.0), ("all", 2, 1.0) })
            decisions.AddRange(Enumerable.Range(0, count).Select(_ => new GroupDecision(group, probe.Random.NextDouble() < rate)));
        decisions = [.. decisions.OrderBy(_ => probe.Random.NextDouble())];
        BiasAudits.Observe(probe, "at least 30", GroupFairness.DemographicParity(decisions));
        BiasAudits.Observe(probe, "at least 1", GroupFairness.DemographicParity(decisions, 1));
        BiasAudits.Observe(probe, "at least 40", GroupFairness.DemographicParity(decisions, 40));
        BiasAudits.Observe(probe, "at least 41", GroupFairness.DemographicParity(decisions, 41));
        BiasAudits.Observe(probe, "one person", GroupFairness.DemographicParity([new GroupDecision("x", true)], 1));
    }
}

public sealed class OddsAreCompared()
    : Check("M07.E5.odds", "compares groups among those who should be accepted and among those who should not", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, int minimum, (string Group, int Count, double Right, double Wrong)[] groups) in new (string, int,
            (string, int, double, double)[])[]
        {
            ("two groups", 30, [("a", 120, 0.9, 0.2), ("b", 100, 0.6, 0.25)]),
            ("wrong decisions differ more", 30, [("a", 120, 0.8, 0.1), ("b", 100, 0.75, 0.7)]),
            ("a small one", 30, [("a", 120, 0.9, 0.2), ("b", 100, 0.7, 0.2), ("c", 40, 0, 1)]),
            ("all count", 1, [("a", 20, 0.9, 0.2), ("b", 10, 0.7, 0.2)]),
        })
        {
            GroupDecision[] decisions = [.. groups.SelectMany(group => Enumerable.Range(0, group.Count).Select(_ =>
            {
                bool right = probe.Random.NextDouble() < 0.5;
                return new GroupDecision(group.Group, probe.Random.NextDouble() < (right ? group.Right : group.Wrong), right);
            }))];
            OddsReport report = GroupFairness.EqualizedOdds(decisions, minimum);
            BiasAudits.Observe(probe, $"{name}, should be", report.TruePositives);
            BiasAudits.Observe(probe, $"{name}, should not", report.FalsePositives);
            probe.Observe($"{name}: gap", report.Gap is { } gap ? gap : double.NegativeInfinity);
        }

        OddsReport nobody = GroupFairness.EqualizedOdds([new("a", true, true), new("b", true, true), new("b", false, false)], 1);
        BiasAudits.Observe(probe, "a group without anybody who should not, should be", nobody.TruePositives);
        BiasAudits.Observe(probe, "a group without anybody who should not, should not", nobody.FalsePositives);
        probe.Observe("a group without anybody who should not: gap", nobody.Gap is { } none ? none : double.NegativeInfinity);
    }
}

public sealed class AuditsAreRefused() : Check("M07.E5.refuses", "refuses what cannot be audited")
{
    public override void Probe(Probe probe)
    {
        LeaningModel model = new(6, 1, 0, 8);
        foreach ((string name, int[] first, int[] second, int[] continuation) in new (string, int[], int[], int[])[]
        {
            ("an empty first context", [], [1], [2]), ("an empty second context", [1], [], [2]), ("an empty continuation", [1], [1], []),
            ("a token above the vocabulary", [1], [6], [2]), ("a token below 0", [-1], [1], [2]), ("such a continuation", [1], [1], [2, 6]),
            ("a first context that is too long", [1, 1, 1, 1, 1, 1, 1], [1], [2, 2, 2]),
            ("a second one", [1], [1, 1, 1, 1, 1, 1, 1], [2, 2, 2]),
        })
            probe.ObserveThrows<ArgumentException>(name,
                () => BiasAudit.PairScores(model, [new([0], [1], [2]), new(first, second, continuation)]));
        probe.Observe("calls before it was refused", model.Calls.Count);
        probe.ObserveAccepts("contexts that just fit",
            () => BiasAudit.PairScores(model, [new([1, 1, 1, 1, 1, 1], [1, 2, 1, 1, 1, 1], [2, 2, 2])]));
        probe.ObserveThrows<ArgumentException>("no scores", () => BiasAudit.MeanGap([]));
        foreach (double bad in new[] { double.NaN, double.NegativeInfinity })
            probe.ObserveThrows<ArgumentException>($"a score of {bad}", () => BiasAudit.MeanGap([1, bad]));
        foreach (double confidence in new[] { 0, 1, -1, double.NaN })
            probe.ObserveThrows<ArgumentException>($"a confidence of {confidence}", () => BiasAudit.MeanGap([1, 2], confidence));
        probe.ObserveThrows<ArgumentException>("no resamples", () => BiasAudit.MeanGap([1, 2], 0.9, 0));
        double[] east = [1, 0], north = [0, 1];
        foreach ((string name, double[][] x, double[][] y, double[][] a, double[][] b) in new (string, double[][], double[][],
            double[][], double[][])[]
        {
            ("an empty X", [], [], [east], [north]), ("sets of two sizes", [east], [east, north], [east], [north]),
            ("an empty A", [east], [north], [], [north]), ("an empty B", [east], [north], [east], []),
            ("another length", [east], [[1, 2, 3]], [east], [north]), ("another length in A", [east], [north], [[1, 2, 3]], [north]),
            ("another length in B", [east], [north], [east], [north, [1]]),
            ("another length in A and B", [east], [north], [[1, 2, 3]], [[1, 0, 0]]),
            ("a vector of zeros", [east], [[0, 0]], [east], [north]), ("zeros in B", [east], [north], [east], [[0, 0]]),
            ("zeros behind another vector", [east, [0, 0]], [north, east], [east], [north]),
            ("NaN", [[double.NaN, 1]], [north], [east], [north]), ("infinity", [east], [north], [[double.PositiveInfinity, 1]], [north]),
        })
        {
            probe.ObserveThrows<ArgumentException>($"effect: {name}", () => Weat.EffectSize(x, y, a, b));
            probe.ObserveThrows<ArgumentException>($"p-value: {name}", () => Weat.PValue(x, y, a, b));
        }

        probe.ObserveThrows<ArgumentException>("effect: all words alike",
            () => Weat.EffectSize([east, east], [east, [2, 0]], [east], [north]));
        probe.ObserveThrows<ArgumentException>("effect: all words alike but for rounding",
            () => Weat.EffectSize([[0.1, 0.3], [0.7, 2.1]], [[1.3, 3.9], [0.2, 0.6]], [[0.5, 0.2]], [[0.3, 1.1], [2, 0.7]]));
        probe.ObserveAccepts("effect: words that differ by more than 1e-9",
            () => Weat.EffectSize([east], [[1, 1e-7]], [east], [north]));
        foreach (int count in new[] { 13, 34, 40, 64 })
        {
            double[][] words = [.. Enumerable.Range(0, count).Select(i => new double[] { i, 1 })];
            probe.ObserveThrows<ArgumentException>($"p-value: {count} words each", () => Weat.PValue(words, words, [east], [north]));
        }

        double[][] twelve = [.. Enumerable.Range(0, 12).Select(i => new double[] { i, 1 })];
        probe.ObserveThrows<ArgumentException>("p-value: too many divisions", () => Weat.PValue(twelve, twelve, [east], [north]));
        probe.ObserveThrows<ArgumentException>("parity: nobody", () => GroupFairness.DemographicParity([]));
        probe.ObserveThrows<ArgumentException>("parity: minimum 0", () => GroupFairness.DemographicParity([new("a", true)], 0));
        probe.ObserveThrows<ArgumentException>("odds: nobody", () => GroupFairness.EqualizedOdds([]));
        probe.ObserveThrows<ArgumentException>("odds: minimum 0", () => GroupFairness.EqualizedOdds([new("a", true, true)], 0));
        probe.ObserveThrows<ArgumentException>("odds: nobody knows what is right",
            () => GroupFairness.EqualizedOdds([new("a", true, true), new("b", false)], 1));
    }
}
