namespace LLMCourse.Reference.Decoding;

/// <summary>Chooses tokens from logits. Not safe for use by several threads at a time.</summary>
public sealed class Sampler
{
    private readonly IReadOnlyList<ILogitProcessor> _processors;
    private readonly Xoshiro256 _random;
    private readonly bool _greedy;
    private double[] _probabilities = [];

    /// <summary>Makes a sampler with a generator of its own.</summary>
    /// <param name="options">How to choose; null: from the model's own distribution.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Sampler(SamplingOptions? options = null)
    {
        options ??= new SamplingOptions();
        _random = new Xoshiro256(options.Seed);

        // What follows a temperature of 0 cannot change which token is the greatest, so that its work is spared.
        _greedy = options.Temperature == 0;
        _processors = [.. options.Processors().Where(processor => !_greedy || processor is LogitBias or RepetitionPenalty or NGramBan)];
    }

    /// <summary>Gets a value indicating whether the choice is always the greatest logit as the model tells it.</summary>
    public bool TakesGreatest => _greedy && _processors.Count == 0;

    /// <summary>Chooses the next token.</summary>
    /// <param name="logits">V logits, changed in place.</param>
    /// <param name="history">The tokens so far, the prompt included.</param>
    /// <returns>The token, from 0 to V − 1; never one with probability 0.</returns>
    /// <exception cref="ArgumentException">A logit is not a number or +∞, or all are −∞.</exception>
    public int Next(Span<float> logits, ReadOnlySpan<int> history)
    {
        Process(logits, history);
        if (_greedy)
            return Logits.ArgMax(logits);
        Span<double> probabilities = Room(logits.Length);
        Logits.Softmax(logits, probabilities);
        return Draw(probabilities, _random);
    }

    /// <summary>Writes the distribution that <see cref="Next"/> would draw from.</summary>
    /// <param name="logits">V logits, changed in place.</param>
    /// <param name="history">The tokens so far, the prompt included.</param>
    /// <param name="probabilities">Receives V probabilities.</param>
    /// <exception cref="ArgumentException">As for <see cref="Next"/>, or the lengths differ.</exception>
    public void Distribution(Span<float> logits, ReadOnlySpan<int> history, Span<double> probabilities)
    {
        if (probabilities.Length != logits.Length)
            throw new ArgumentException(
                $"There are {logits.Length} logits and room for {probabilities.Length} probabilities; give as many.",
                nameof(probabilities));
        Process(logits, history);
        if (_greedy)
        {
            probabilities.Clear();
            probabilities[Logits.ArgMax(logits)] = 1;
            return;
        }

        Logits.Softmax(logits, probabilities);
    }

    /// <summary>Draws from a distribution with this sampler's generator.</summary>
    /// <param name="probabilities">Probabilities, or numbers in proportion to them.</param>
    /// <returns>An index; never one with probability 0.</returns>
    /// <exception cref="ArgumentException">A number is negative or not finite, or all are 0.</exception>
    public int Draw(ReadOnlySpan<double> probabilities) => Draw(probabilities, _random);

    /// <summary>Draws a number from 0 up to but not including 1 with this sampler's generator.</summary>
    /// <returns>The number.</returns>
    public double NextDouble() => _random.NextDouble();

    /// <summary>Draws an index by walking up the sums of the probabilities.</summary>
    /// <param name="probabilities">Probabilities, or numbers in proportion to them: they need not sum to 1, as rounded ones do not.</param>
    /// <param name="random">The generator; one number is drawn.</param>
    /// <returns>An index; never one with probability 0.</returns>
    /// <exception cref="ArgumentException">A number is negative or not finite, or all are 0.</exception>
    public static int Draw(ReadOnlySpan<double> probabilities, Xoshiro256 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double total = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] >= 0) || double.IsInfinity(probabilities[i]))
                throw new ArgumentException($"The probability of {i} is {probabilities[i]}; it must be 0 or more, and finite.",
                    nameof(probabilities));
            total += probabilities[i];
        }

        if (total == 0)
            throw new ArgumentException("All probabilities are 0, so that nothing can be drawn.", nameof(probabilities));
        double target = random.NextDouble() * total, sum = 0;
        int last = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0)
                continue;
            last = i;
            sum += probabilities[i];
            if (target < sum)
                return i;
        }

        // Rounding can leave the target at the very end; it belongs to the last that can be drawn.
        return last;
    }

    private void Process(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        foreach (ILogitProcessor processor in _processors)
            processor.Apply(logits, history);
    }

    private Span<double> Room(int count)
    {
        if (_probabilities.Length < count)
            _probabilities = new double[count];
        return _probabilities.AsSpan(0, count);
    }
}
