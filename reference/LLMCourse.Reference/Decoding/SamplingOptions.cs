namespace LLMCourse.Reference.Decoding;

/// <summary>How the next token is chosen. The defaults draw from the model's own distribution.</summary>
/// <remarks>
/// The order is fixed: bias, repetition penalty, n-gram ban, temperature, top-k, top-p, min-p. What is added or banned comes before the
/// temperature, as it is said in the model's own units; what cuts off comes after, so that it sees the distribution that is drawn from.
/// </remarks>
public sealed record SamplingOptions
{
    /// <summary>Gets the options that always choose the likeliest token, of equal ones the lowest.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Gets the temperature, at least 0; 0 is greedy. The default, 1, changes nothing.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Gets how many of the most likely tokens are kept. Null, the default: all.</summary>
    public int? TopK { get; init; }

    /// <summary>Gets the probability that the kept tokens have together. Null, the default: all are kept.</summary>
    public double? TopP { get; init; }

    /// <summary>Gets how likely a kept token is at least, relative to the likeliest. Null, the default: all are kept.</summary>
    public double? MinP { get; init; }

    /// <summary>Gets the factor against repetition. Null, the default: none.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>Gets what is added to the logits of some tokens. Null, the default: nothing.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>Gets the length of the sequences that may not occur twice. Null, the default: any may.</summary>
    public int? BannedNGram { get; init; }

    /// <summary>Gets the seed. Equal seeds and logits give equal tokens on every machine. The default is 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Makes the processors in their order.</summary>
    /// <returns>Only those that change something.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public IReadOnlyList<ILogitProcessor> Processors()
    {
        List<ILogitProcessor> processors = [];
        if (LogitBias is { } bias)
            processors.Add(new LogitBias(bias));
        if (RepetitionPenalty is { } penalty)
            processors.Add(new RepetitionPenalty(penalty));
        if (BannedNGram is { } n)
            processors.Add(new NGramBan(n));
        if (Temperature != 1)
            processors.Add(new Temperature(Temperature));
        if (TopK is { } k)
            processors.Add(new TopK(k));
        if (TopP is { } p)
            processors.Add(new TopP(p));
        if (MinP is { } least)
            processors.Add(new MinP(least));
        return processors;
    }
}
