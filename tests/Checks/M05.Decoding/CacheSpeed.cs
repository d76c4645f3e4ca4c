namespace LLMCourse.Checks.M05;

/// <summary>Times generation; the two checks differ in what they compare with.</summary>
public abstract class CacheSpeed : PerformanceCheck
{
    private static readonly CausalConfig Config = new(64, 2, 192, 4, 4);

    /// <summary>Creates the check; on a busy machine the uncached model takes its time.</summary>
    protected CacheSpeed(string id, string title)
        : base(id, title)
    {
        TimeLimit = TimeSpan.FromMinutes(1);

        // float32 through hundreds of steps; logits of a model that has forgotten what it saw differ by far more.
        Tolerance = new Tolerance(2e-3, 2e-3, "float32 rounding grows through the steps of a generation");
    }

    public override string SizeName => "T (tokens generated)";

    /// <summary>Gets the tokens of the prompt.</summary>
    protected abstract int Prompt { get; }

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("tokens, and the logits after the last", Prepare(probe, 16, Implementation.Submission)());
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        // A model of its own for each piece of work: no cache of another one's helps.
        CausalModel model = Decided(CausalModel.Random(Config, (ulong)probe.Random.NextInteger(0, long.MaxValue)), probe.Random);
        Tensor prompt = probe.Random.Integers(0, 64, 1, Prompt);
        return () =>
        {
            if (implementation == Implementation.Reference) return Compared(model, prompt, size);
            using DisposeScope scope = NewDisposeScope();
            using var cache = new KvCache(Config, 1, size + Prompt);
            Tensor tokens = CachedModel.Generate(model, prompt, size, cache);

            // The tokens hardly depend on what is far back; the logits show that all of it was kept.
            return CachedReference.Joined(tokens, CachedModel.Forward(model, tokens.narrow(1, size - 1, 1), cache).select(1, 0));
        };
    }

    /// <summary>Generates with what the submission is compared with.</summary>
    protected abstract Tensor Compared(CausalModel model, Tensor prompt, int size);

    // The head asks for a token that depends on the last one alone, by a wide margin: rounding, which differs between two right
    // submissions, must not turn one of the thousands of choices that are timed.
    private static CausalModel Decided(CausalModel model, CheckRandom random)
    {
        long[] order =
            [.. Enumerable.Range(0, 64).Select(id => (Id: (long)id, Key: random.NextDouble())).OrderBy(t => t.Key).Select(t => t.Id)];
        return new(model.Config, model.Embedding * 3, model.Layers, model.FinalNorm, model.Embedding.index_select(0, tensor(order)));
    }
}

public sealed class CacheGrowth()
    : CacheSpeed("M05.E5.speed", "keeps within three times the reference's time, and grows about linearly with the tokens made")
{
    public override IReadOnlyList<int> Sizes => [32, 64, 128, 256];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 3;

    // A step costs the same but for the attention to what is held, so that the exponent is 1 and a little. Without a cache it nears 2.
    public override double MaximumExponent => 1.45;

    protected override int Prompt => 4;

    protected override Tensor Compared(CausalModel model, Tensor prompt, int size) => CachedReference.Generate(model, prompt, size);
}

public sealed class CacheFourTimes()
    : CacheSpeed("M05.E5.four-times", "takes at most a quarter of the uncached model's time for 256 tokens after a prompt of 96")
{
    public override IReadOnlyList<int> Sizes => [64, 256];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 0.25;

    public override double MaximumExponent => 1.45;

    protected override int Prompt => 96;

    protected override Tensor Compared(CausalModel model, Tensor prompt, int size) => CachedReference.GenerateUncached(model, prompt, size);
}
