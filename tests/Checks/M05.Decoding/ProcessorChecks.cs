namespace LLMCourse.Checks.M05;

/// <summary>Runs processors on copies and looks at the probabilities, so that a number added to all logits makes no difference.</summary>
internal static class Processors
{
    public static IReadOnlyList<double> Run(ILogitProcessor processor, ReadOnlySpan<float> logits, params int[] history)
    {
        float[] copy = logits.ToArray();
        processor.Apply(copy, history);
        return Models.Probabilities(copy);
    }

    /// <summary>Counts the tokens that are left.</summary>
    public static int Kept(ILogitProcessor processor, float[] logits)
    {
        float[] copy = [.. logits];
        processor.Apply(copy, []);
        return copy.Count(float.IsFinite);
    }

    /// <summary>Observes whether a call is refused and leaves the logits alone.</summary>
    public static void ObserveRefused(Probe probe, string name, ILogitProcessor processor, float[] logits, params int[] history)
    {
        float[] copy = [.. logits];
        probe.ObserveThrows<ArgumentException>(name, () => processor.Apply(copy, history));
        probe.Observe($"logits are as they were: {name}", copy.AsSpan().SequenceEqual(logits));
    }
}

public sealed class TemperatureScales() : VisibleCheck("M05.E1.temperature", "divides the logits by the temperature")
{
    public override void Probe(Probe probe)
    {
        float[] logits = [1, 2, 3, float.NegativeInfinity, -1];
        probe.Observe("probabilities at 0.5", Processors.Run(new Temperature(0.5), logits));
        probe.Observe("probabilities at 1", Processors.Run(new Temperature(1), logits));
        probe.Observe("probabilities at 4", Processors.Run(new Temperature(4), logits));
    }
}

public sealed class TemperatureToZero()
    : Check("M05.E1.cold",
        "leaves nothing but the most likely token as the temperature goes to 0, without NaN, and the lowest id of equals at 0")
{
    public override void Probe(Probe probe)
    {
        float[] logits = Models.Logits(probe.Random, 12, 3);
        probe.Observe("probabilities at 1e-6", Processors.Run(new Temperature(1e-6), logits));
        probe.Observe("probabilities at 1e-42", Processors.Run(new Temperature(1e-42), logits));
        probe.Observe("probabilities at 0", Processors.Run(new Temperature(0), logits));
        probe.Observe("probabilities at 0 with equals", Processors.Run(new Temperature(0), [-1, 2, 2, 0, 2]));
        probe.Observe("probabilities at 1e-7 with equals", Processors.Run(new Temperature(1e-7), [-1, 2, 2, 0, 2]));
        probe.Observe("probabilities at 1e-50", Processors.Run(new Temperature(1e-50), [1, 3, 2]));
        probe.Observe("probabilities at 0.01 of large logits", Processors.Run(new Temperature(0.01), [3e37f, 3e37f, 0]));
        float[] nothing = [float.NegativeInfinity, float.NegativeInfinity];
        new Temperature(0.5).Apply(nothing, []);
        probe.Observe("logits at 0.5 where nothing is left", (IEnumerable<float>)nothing);
        probe.Observe("probabilities at 0 where nothing is left",
            Processors.Run(new Temperature(0), [float.NegativeInfinity, float.NegativeInfinity]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("Subtract the greatest logit before you divide; the probabilities stay the same.");
}

public sealed class TopKKeepsJustK()
    : Check("M05.E1.top-k", "keeps exactly k tokens, the lowest ids among equals, and all from k = V on", points: 2)
{
    public override void Probe(Probe probe)
    {
        float[] ties = [1, 3, 3, 0, 3, 2, 3];
        for (int k = 1; k <= 8; k++) probe.Observe($"probabilities for k = {k}, four equals", Processors.Run(new TopK(k), ties));
        for (int k = 2; k <= 4; k++)
            probe.Observe($"probabilities for k = {k}, equals behind the greatest", Processors.Run(new TopK(k), [2, 5, 2, 2, 9, 2]));
        float[] random = Models.Logits(probe.Random, 40, 2);
        probe.Observe("probabilities for k = 5", Processors.Run(new TopK(5), random));
        probe.Observe("probabilities for k = 3 where two are left",
            Processors.Run(new TopK(3), [float.NegativeInfinity, 1, float.NegativeInfinity, 2]));
        probe.Observe("probabilities for k = 2³¹ − 1", Processors.Run(new TopK(int.MaxValue), ties));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Operator).WithHint("A limit alone keeps too many where several logits equal it.");
}

public sealed class TopPKeepsTheNucleus()
    : Check("M05.E1.top-p", "keeps the fewest most likely tokens that reach p: one at 0, all at 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        float[] logits = [.. new[] { 0.1, 0.4, 0.05, 0.25, 0.2 }.Select(p => (float)Math.Log(p))];
        foreach (double p in new[] { 0, 0.39, 0.41, 0.6, 0.7, 0.84, 0.86, 0.94, 0.96, 1 })
            probe.Observe(FormattableString.Invariant($"probabilities for p = {p}"), Processors.Run(new TopP(p), logits));
        probe.Observe("probabilities for p = 1 with a tail of 1e-17", Processors.Run(new TopP(1), [0, -38, -39, -40]));
        probe.Observe("tokens kept for p = 1 with a tail of 1e-17", Processors.Kept(new TopP(1), [0, -38, -39, -40]));
        probe.Observe("tokens kept for p = 0.5, four equals", Processors.Kept(new TopP(0.5), [1, 1, 1, 1]));
        probe.Observe("probabilities for p = 0.45, four equals", Processors.Run(new TopP(0.45), [1, 1, 1, 1]));
        probe.Observe("probabilities for p = 0 with equals", Processors.Run(new TopP(0), [1, 2, 2]));
        foreach (float level in new[] { 1000f, -1000f })
            probe.Observe($"probabilities for p = 0.8 of logits about {level}",
                Processors.Run(new TopP(0.8), [level, level + 1, level - 1, level]));

        // A thousand tokens, each of which is too small to change a sum of 1 in float32.
        float[] tail = [0, .. Enumerable.Repeat((float)Math.Log(3e-8), 1000)];
        probe.Observe("tokens kept for p = 0.99998 with a thousand tokens of 3e-8", Processors.Kept(new TopP(0.99998), tail));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("The token that carries the sum past p belongs to the nucleus; the one after it does not.");
}

public sealed class MinPKeepsTheLikely() : LateCheck("M05.E1.min-p", "keeps what is at least a fraction of the greatest probability")
{
    public override void Probe(Probe probe)
    {
        float[] logits = [.. new[] { 0.1, 0.4, 0.05, 0.25, 0.2 }.Select(p => (float)Math.Log(p))];
        foreach (double p in new[] { 0, 0.12, 0.13, 0.24, 0.26, 0.49, 0.51, 0.62, 0.63, 1 })
            probe.Observe(FormattableString.Invariant($"probabilities for {p}"), Processors.Run(new MinP(p), logits));
        probe.Observe("probabilities for 1 with equals", Processors.Run(new MinP(1), [2, 1, 2, 0]));
        foreach (float level in new[] { 1000f, -1000f })
            probe.Observe($"probabilities for 0.3 of logits about {level}",
                Processors.Run(new MinP(0.3), [level, level + 1, level - 1, level]));
    }
}

public sealed class RepetitionIsPenalised()
    : Check("M05.E1.repetition", "makes every token of the history less likely, also those with a negative logit, and each once")
{
    public override void Probe(Probe probe)
    {
        float[] logits = [2, -2, 1, -1, 0, 0.5f];
        probe.Observe("probabilities without a history", Processors.Run(new RepetitionPenalty(1.5), logits));
        probe.Observe("probabilities after 0, 1", Processors.Run(new RepetitionPenalty(1.5), logits, 0, 1));
        probe.Observe("probabilities after 3, 0, 3, 3, 4", Processors.Run(new RepetitionPenalty(2), logits, 3, 0, 3, 3, 4));
        probe.Observe("probabilities with a reward", Processors.Run(new RepetitionPenalty(0.5), logits, 2, 3));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Operator).WithHint("Dividing −2 by 1.5 makes it −1.33, which is more likely than before.");
}

public sealed class BiasIsAdded() : Check("M05.E1.bias", "adds to single logits, and rules out by −∞")
{
    public override void Probe(Probe probe)
    {
        Dictionary<int, float> bias = new() { [1] = 2.5f, [3] = -1, [4] = float.NegativeInfinity };
        var processor = new LogitBias(bias);
        bias[0] = 100;
        probe.Observe("probabilities", Processors.Run(processor, [1, -1, 0, 2, 3]));
    }
}

public sealed class NgramsAreBanned() : Check("M05.E1.n-grams", "rules out just the tokens that would repeat n tokens", points: 2)
{
    public override void Probe(Probe probe)
    {
        float[] logits = new float[6];
        probe.Observe("n = 1 after 2, 4", Processors.Run(new BanNgrams(1), logits, 2, 4));
        probe.Observe("n = 2 after 1, 2, 1, 3, 1", Processors.Run(new BanNgrams(2), logits, 1, 2, 1, 3, 1));
        probe.Observe("n = 3 after 0, 1, 2, 0, 1", Processors.Run(new BanNgrams(3), logits, 0, 1, 2, 0, 1));
        probe.Observe("n = 3 after 1, 0, 2, 0, 1", Processors.Run(new BanNgrams(3), logits, 1, 0, 2, 0, 1));
        probe.Observe("n = 3 after 4, 4, 4", Processors.Run(new BanNgrams(3), logits, 4, 4, 4));
        probe.Observe("n = 3 after 4, 4", Processors.Run(new BanNgrams(3), logits, 4, 4));
        probe.Observe("n = 5 after nothing", Processors.Run(new BanNgrams(5), logits));
        int[] history = Models.Tokens(probe.Random, 6, 40);
        probe.Observe("n = 2 after forty tokens", Processors.Run(new BanNgrams(2), logits, history));
        probe.Observe("n = 3 after forty tokens", Processors.Run(new BanNgrams(3), logits, history));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Operator).WithHint("The n tokens that would be repeated may overlap the end of the history.");
}

public sealed class PipelineOrder() : Check("M05.E1.order", "applies the processors in the documented order", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int i = 0; i < 12; i++)
        {
            float[] logits = Models.Logits(probe.Random, 30, 2);
            int[] history = Models.Tokens(probe.Random, 30, 20);
            var settings = new SamplingSettings
            {
                Bias = new Dictionary<int, float> { [history[0]] = 3, [7] = -2 },
                RepetitionPenalty = 1.7,
                BanNgrams = 1 + (i % 3),
                Temperature = 0.5 + (0.15 * i),
                TopK = 4 + i,
                TopP = 0.55 + (0.035 * i),
                MinP = 0.02 * (i % 4),
            };
            probe.Observe($"probabilities {i}", Processors.Run(new LogitPipeline(settings), logits, history));
        }

        probe.Observe("probabilities with the defaults",
            Processors.Run(new LogitPipeline(new SamplingSettings()), [1, 2, -1, float.NegativeInfinity], 0, 0, 1));
        probe.Observe("probabilities with top-k of 1 alone",
            Processors.Run(new LogitPipeline(new SamplingSettings { TopK = 1 }), [1, 2, -1]));
        probe.Observe("probabilities with top-p alone", Processors.Run(new LogitPipeline(new SamplingSettings { TopP = 0.5 }), [1, 2, -1]));
        probe.Observe("probabilities with min-p alone", Processors.Run(new LogitPipeline(new SamplingSettings { MinP = 0.5 }), [1, 2, -1]));
        probe.Observe("probabilities at temperature 0 alone",
            Processors.Run(new LogitPipeline(new SamplingSettings { Temperature = 0 }), [1, 2, 2]));
        probe.Observe("probabilities with top-p of 0 alone",
            Processors.Run(new LogitPipeline(new SamplingSettings { TopP = 0 }), [1, 2, 2]));
        probe.Observe("probabilities with a penalty of 0.5 alone",
            Processors.Run(new LogitPipeline(new SamplingSettings { RepetitionPenalty = 0.5 }), [1, 2, -1], 0));

        // Of 0.4, 0.3, 0.2 and 0.1 top-p keeps two, the second of which min-p would have made unnecessary.
        probe.Observe("probabilities with top-p and min-p",
            Processors.Run(new LogitPipeline(new SamplingSettings { TopP = 0.55, MinP = 0.6 }),
                [.. new[] { 0.4, 0.3, 0.2, 0.1 }.Select(p => (float)Math.Log(p))]));
        probe.Observe("probabilities at temperature 0 and a cut",
            Processors.Run(new LogitPipeline(new SamplingSettings { Temperature = 0, TopK = 2, TopP = 0.5 }), [1, 2, -1], 1));
    }
}

public sealed class ProcessorsAtRandom() : Check("M05.E1.random", "matches the definitions on vocabularies of other sizes")
{
    public override void Probe(Probe probe)
    {
        foreach (int v in new[] { 1, 2, 17, 300 })
        {
            float[] logits = Models.Logits(probe.Random, v, 2.5);
            probe.Observe($"top-k of {v}", Processors.Run(new TopK(4), logits));
            probe.Observe($"top-p of {v}", Processors.Run(new TopP(0.77), logits));
            probe.Observe($"min-p of {v}", Processors.Run(new MinP(0.07), logits));
            probe.Observe($"temperature of {v}", Processors.Run(new Temperature(1.3), logits));
            probe.Observe($"penalty of {v}", Processors.Run(new RepetitionPenalty(1.2), logits, Models.Tokens(probe.Random, v, 10)));
        }
    }
}

public sealed class ProcessorsBadArguments()
    : Check("M05.E1.bad-arguments", "refuses NaN, +∞, unknown tokens and numbers out of range, before anything is changed")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("a temperature of −1", () => new Temperature(-1));
        probe.ObserveThrows<ArgumentException>("a temperature of NaN", () => new Temperature(double.NaN));
        probe.ObserveThrows<ArgumentException>("a temperature of ∞", () => new Temperature(double.PositiveInfinity));
        probe.ObserveThrows<ArgumentException>("k = 0", () => new TopK(0));
        probe.ObserveThrows<ArgumentException>("p = 1.1", () => new TopP(1.1));
        probe.ObserveThrows<ArgumentException>("p = −0.1", () => new TopP(-0.1));
        probe.ObserveThrows<ArgumentException>("p = NaN", () => new TopP(double.NaN));
        probe.ObserveThrows<ArgumentException>("a fraction of −0.1", () => new MinP(-0.1));
        probe.ObserveThrows<ArgumentException>("a fraction of 1.5", () => new MinP(1.5));
        probe.ObserveThrows<ArgumentException>("a fraction of NaN", () => new MinP(double.NaN));
        probe.ObserveThrows<ArgumentException>("settings that ban −1-grams",
            () => new LogitPipeline(new SamplingSettings { BanNgrams = -1 }));
        probe.ObserveThrows<ArgumentException>("settings with p = 1.5", () => new LogitPipeline(new SamplingSettings { TopP = 1.5 }));
        probe.ObserveThrows<ArgumentException>("settings with a fraction of −0.1",
            () => new LogitPipeline(new SamplingSettings { MinP = -0.1 }));
        probe.ObserveThrows<ArgumentException>("settings with a temperature of −1",
            () => new LogitPipeline(new SamplingSettings { Temperature = -1 }));
        probe.ObserveThrows<ArgumentException>("settings with a penalty of 0",
            () => new LogitPipeline(new SamplingSettings { RepetitionPenalty = 0 }));
        probe.ObserveThrows<ArgumentException>("a penalty of 0", () => new RepetitionPenalty(0));
        probe.ObserveThrows<ArgumentException>("a penalty of NaN", () => new RepetitionPenalty(double.NaN));
        probe.ObserveThrows<ArgumentException>("a penalty of ∞", () => new RepetitionPenalty(double.PositiveInfinity));
        probe.ObserveThrows<ArgumentException>("n = 0", () => new BanNgrams(0));
        probe.ObserveThrows<ArgumentException>("a bias of NaN", () => new LogitBias(new Dictionary<int, float> { [0] = float.NaN }));
        probe.ObserveThrows<ArgumentException>("a bias of +∞",
            () => new LogitBias(new Dictionary<int, float> { [0] = float.PositiveInfinity }));
        probe.ObserveThrows<ArgumentException>("a bias for token −1", () => new LogitBias(new Dictionary<int, float> { [-1] = 1 }));
        probe.ObserveThrows<ArgumentException>("settings with k = −1", () => new LogitPipeline(new SamplingSettings { TopK = -1 }));
        ILogitProcessor[] all = [new Temperature(0.7), new TopK(2), new TopP(0.5), new MinP(0.5), new RepetitionPenalty(2),
            new LogitBias(new Dictionary<int, float>()), new BanNgrams(1), new LogitPipeline(new SamplingSettings { Temperature = 2 }),
            new LogitPipeline(new SamplingSettings())];
        string[] names =
            ["temperature", "top-k", "top-p", "min-p", "penalty", "bias", "n-grams", "pipeline", "pipeline of the defaults"];
        for (int i = 0; i < all.Length; i++)
        {
            Processors.ObserveRefused(probe, $"{names[i]}: NaN", all[i], [1, float.NaN, 2], 0);
            Processors.ObserveRefused(probe, $"{names[i]}: +∞", all[i], [1, float.PositiveInfinity, 2], 0);
            Processors.ObserveRefused(probe, $"{names[i]}: token 3 of 3", all[i], [1, 0, 2], 0, 3);
            Processors.ObserveRefused(probe, $"{names[i]}: no logits", all[i], []);
        }

        Processors.ObserveRefused(probe, "bias for token 3 of 3",
            new LogitBias(new Dictionary<int, float> { [0] = 1, [3] = 1 }), [1, 0, 2]);
        probe.ObserveAccepts("a temperature of 0", () => new Temperature(0));
        probe.ObserveAccepts("p = 0", () => new TopP(0));
        probe.ObserveAccepts("a fraction of 1", () => new MinP(1));
        probe.ObserveAccepts("logits of −∞", () => new TopP(0.5).Apply([float.NegativeInfinity, 1], []));
    }
}

public sealed class ProcessorSpeed()
    : PerformanceCheck("M05.E1.speed", "keeps within four times the reference's time, and grows about linearly with the vocabulary")
{
    public override string SizeName => "V (vocabulary)";

    public override IReadOnlyList<int> Sizes => [2048, 8192, 32768];

    public override int ComparedSize => 8192;

    public override double MaximumRatio => 4;

    // Sorting is V·log V; selecting by k passes over V is V·k, which the ratio shows, and comparing all pairs V², which this shows.
    public override double MaximumExponent => 1.6;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 16th probability", Prepare(probe, Sizes[0], Implementation.Submission)()[TensorIndex.Slice(0, null, 16)]);
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        float[] logits = Models.Logits(probe.Random, size, 2);
        var topK = new TopK(400);
        var topP = new TopP(0.8);
        return () =>
        {
            float[] copy = [.. logits];
            if (implementation == Implementation.Submission)
            {
                topK.Apply(copy, []);
                topP.Apply(copy, []);
            }
            else
            {
                Cut(copy);
            }

            return tensor(Models.Probabilities(copy));
        };
    }

    private static void Cut(float[] logits)
    {
        int[] ids = [.. Enumerable.Range(0, logits.Length)];
        float[] keys = [.. logits.Select(x => -x)];
        Array.Sort(keys, ids);

        // Of equal logits, which occur among thousands, the lowest ids come first.
        for (int first = 0, end; first < ids.Length; first = end)
        {
            for (end = first + 1; end < ids.Length && keys[end] == keys[first];) end++;
            Array.Sort(ids, first, end - first);
        }

        double total = 0, before = 0;
        for (int rank = 0; rank < 400; rank++) total += Math.Exp(keys[0] - keys[rank]);
        for (int rank = 0; rank < ids.Length; rank++)
        {
            if (rank >= 400 || (rank > 0 && before >= 0.8 * total)) logits[ids[rank]] = float.NegativeInfinity;
            before += Math.Exp(keys[0] - keys[rank]);
        }
    }
}
