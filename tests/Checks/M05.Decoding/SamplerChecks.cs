namespace LLMCourse.Checks.M05;

public sealed class SoftmaxOfLogits() : VisibleCheck("M05.E2.softmax", "turns logits into probabilities, and −∞ into 0")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("probabilities", Run([0, 1, 2, float.NegativeInfinity]));
        probe.Observe("probabilities of large logits", Run([1000, 999, -1000]));
        probe.Observe("probabilities of 500 logits", Run(Models.Logits(probe.Random, 500, 3)));

        // Beside 1, each of the small ones is lost in float32; all together they are five thousandths.
        probe.Observe("the greatest of 100,000", Run([0, .. Enumerable.Repeat(-16.8f, 99_999)])[0]);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);

    private static IReadOnlyList<float> Run(float[] logits)
    {
        float[] result = new float[logits.Length];
        Sampler.Softmax(logits, result);
        return result;
    }
}

public sealed class SameSeedSameText()
    : Check("M05.E2.same-seed", "draws by the inverse of the distribution function: one seed, one text", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (int v in new[] { 2, 9, 200 })
        {
            float[][] rows = [.. Enumerable.Range(0, v)
                .Select(_ => Models.Probabilities(Models.Logits(probe.Random, v, 1.5)).Select(p => (float)p).ToArray())];
            var rng = new Xoshiro(2024);
            int[] text = new int[200];
            for (int i = 1; i < text.Length; i++) text[i] = Sampler.Sample(rows[text[i - 1]], ref rng);
            probe.Observe($"200 tokens of {v}", (IEnumerable<int>)text);
            probe.Observe($"the next random number after them, {v}", rng.NextDouble());
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Use one number a token, add up in the order of the ids and in double, and take the first sum that exceeds it.");
}

public sealed class SampleFrequencies()
    : Check("M05.E2.chi-square", "draws each token as often as its probability says, in a million draws", points: 2)
{
    // The 0.9999 quantiles of χ² with 7 and 1 degrees of freedom: one right submission in ten thousand would fail, were the seed not fixed.
    private const double Limit7 = 29.88, Limit1 = 15.14;

    public override void Probe(Probe probe)
    {
        probe.Observe("chi-square of 8 tokens", ChiSquare([0.3f, 0.02f, 0.1f, 0.18f, 0.25f, 0.05f, 0.07f, 0.03f], 11));
        probe.Observe("chi-square of 2 tokens", ChiSquare([0.999f, 0.001f], 12));
    }

    public override Verdict Judge(Evidence evidence)
    {
        (double eight, double two) = (evidence.Number("chi-square of 8 tokens"), evidence.Number("chi-square of 2 tokens"));
        return eight < Limit7 && two < Limit1
            ? Verdict.Pass
            : Verdict.Fail("The frequencies of a million draws are not those of the probabilities (p < 1e-4).",
                FormattableString.Invariant($"χ² is {eight:0.0} with 7 degrees of freedom and {two:0.0} with 1."),
                "Compare the running sum with the random number, not single probabilities.");
    }

    private static double ChiSquare(float[] probabilities, ulong seed)
    {
        const int Draws = 1_000_000;
        var rng = new Xoshiro(seed);
        int[] counts = new int[probabilities.Length];
        for (int i = 0; i < Draws; i++) counts[Sampler.Sample(probabilities, ref rng)]++;
        double sum = probabilities.Sum(p => (double)p);
        return counts.Select((n, i) => (n, Expected: Draws * probabilities[i] / sum))
            .Sum(c => (c.n - c.Expected) * (c.n - c.Expected) / c.Expected);
    }
}

public sealed class ZeroIsNeverDrawn()
    : Check("M05.E2.zero", "never draws a token of probability 0, not even for the smallest random number and the largest", points: 2)
{
    public override void Probe(Probe probe)
    {
        // Seven seventh parts in float32 sum to less than 1 − 2⁻⁵³, and ten tenths to more than 1.
        foreach ((string name, float[] p) in new (string, float[])[]
        {
            ("zeros around", [0, 0, 0.5f, 0, 0.5f, 0, 0]),
            ("a certain one", [0, 1, 0]),
            ("sum below 1", [0, 0.3f, 0.3f, 0, 0.3999f, 0, 0]),
            ("sum above 1", [0, 0.7f, 0.3005f, 0]),
        })
        {
            var smallest = Xoshiro.FromState(1, 0, 2, 3);
            var largest = Xoshiro.FromState(1, Largest(), 2, 3);
            probe.Observe($"{name}: drawn by 0", Sampler.Sample(p, ref smallest));
            probe.Observe($"{name}: drawn by 1 − 2⁻⁵³", Sampler.Sample(p, ref largest));
        }

        var halfway = Xoshiro.FromState(1, StateFor(1UL << 63), 2, 3);
        probe.Observe("drawn by 1/2 from halves", Sampler.Sample([0.5f, 0.5f], ref halfway));

        // Beside 0.992, each of the others is lost in float32.
        var late = Xoshiro.FromState(1, StateFor((ulong)(0.996 * ulong.MaxValue)), 2, 3);
        probe.Observe("drawn by 0.996 from 400,001", Sampler.Sample([0.992f, .. Enumerable.Repeat(2e-8f, 400_000)], ref late));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The sum must exceed the random number; to equal it is not enough. And when rounding keeps it below, take the last token that has a probability.");

    private static ulong Largest() => StateFor(ulong.MaxValue);

    // Undoes rotl(s·5, 7)·9: 9 and 5 have inverses modulo 2⁶⁴.
    private static ulong StateFor(ulong output) =>
        System.Numerics.BitOperations.RotateRight(output * 0x8E38E38E38E38E39, 7) * 0xCCCCCCCCCCCCCCCD;
}

public sealed class SamplerBadArguments() : Check("M05.E2.bad-arguments", "refuses what is not a distribution")
{
    public override void Probe(Probe probe)
    {
        Refuses(probe, "no probabilities", []);
        Refuses(probe, "a negative one", [0.7f, -0.2f, 0.5f]);
        Refuses(probe, "NaN", [0.5f, float.NaN, 0.5f]);
        Refuses(probe, "logits", [1, 2, 3]);
        Refuses(probe, "zeros", [0, 0]);
        probe.ObserveThrows<ArgumentException>("softmax of NaN", () => Sampler.Softmax([1, float.NaN], new float[2]));
        probe.ObserveThrows<ArgumentException>("softmax of −∞ alone", () => Sampler.Softmax([float.NegativeInfinity], new float[1]));
        probe.ObserveThrows<ArgumentException>("softmax into too little room", () => Sampler.Softmax([1, 2], new float[1]));
        probe.ObserveAccepts("a sum of 1.0005", () =>
        {
            var rng = new Xoshiro(1);
            _ = Sampler.Sample([0.5f, 0.5005f], ref rng);
        });
    }

    private static void Refuses(Probe probe, string name, float[] probabilities)
    {
        double next = double.NaN;
        probe.ObserveThrows<ArgumentException>(name, () =>
        {
            var rng = new Xoshiro(1);
            try
            {
                _ = Sampler.Sample(probabilities, ref rng);
            }
            finally
            {
                next = rng.NextDouble();
            }
        });
        probe.Observe($"{name}: the next random number after the refusal", next);
    }
}

public sealed class SamplerSpeed()
    : PerformanceCheck("M05.E2.speed", "draws within three times the reference's time, and grows no faster than the vocabulary")
{
    public override string SizeName => "V (vocabulary)";

    public override IReadOnlyList<int> Sizes => [256, 1024, 4096];

    public override int ComparedSize => 4096;

    public override double MaximumRatio => 3;

    public override double MaximumExponent => 1.4;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        float[] probabilities = [.. Models.Probabilities(Models.Logits(probe.Random, size, 2)).Select(p => (float)p)];
        ulong seed = (ulong)probe.Random.NextInteger(0, long.MaxValue);
        return () =>
        {
            var rng = new Xoshiro(seed);
            long[] drawn = new long[400];

            // Two probabilities change places before each draw, so that sums of an earlier one are wrong.
            float[] now = [.. probabilities];
            for (int i = 0; i < drawn.Length; i++)
            {
                (int a, int b) = (i * 7919 % size, ((i * 5381) + 13) % size);
                (now[a], now[b]) = (now[b], now[a]);
                drawn[i] = implementation == Implementation.Submission ? Sampler.Sample(now, ref rng) : Draw(now, ref rng);
            }

            return tensor(drawn, ScalarType.Int64);
        };
    }

    private static int Draw(ReadOnlySpan<float> probabilities, ref Xoshiro rng)
    {
        double sum = 0;
        foreach (float p in probabilities)
        {
            if (!(p >= 0)) throw new ArgumentException("A probability is negative.", nameof(probabilities));
            sum += p;
        }

        if (!(Math.Abs(sum - 1) <= Sampler.SumTolerance)) throw new ArgumentException("The sum is not 1.", nameof(probabilities));
        double u = rng.NextDouble(), reached = 0;
        int last = 0;
        for (int id = 0; id < probabilities.Length; id++)
        {
            reached += probabilities[id];
            if (reached > u) return id;
            if (probabilities[id] > 0) last = id;
        }

        return last;
    }
}
