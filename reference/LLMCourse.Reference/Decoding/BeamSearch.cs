namespace LLMCourse.Reference.Decoding;

/// <summary>Looks for likely continuations by keeping the best few at every length.</summary>
/// <remarks>
/// Graves 2012, §2.5, in the usual form (<see href="https://arxiv.org/abs/1211.3711"/>); the length penalty is that of Wu et al. 2016, §7,
/// eq. 14 (<see href="https://arxiv.org/abs/1609.08144"/>). Differs: the length alone is raised to the power, not (5 + length)/6. A
/// finished hypothesis keeps its place among the kept ones, so that width 1 is greedy decoding, and a width of V to the power of the length
/// is an exhaustive search. Equal ones are in the order of their tokens.
/// </remarks>
public static class BeamSearch
{
    /// <summary>Continues a prompt.</summary>
    /// <param name="model">The model. It is asked for one hypothesis after the other, so one
    /// that keeps what it has read is fastest.</param>
    /// <param name="prompt">The tokens before, at least one; of a text longer than the context the newest are read.</param>
    /// <param name="options">How wide and long; null: the defaults.</param>
    /// <param name="cancellation">Ends the search between two tokens.</param>
    /// <returns>As many different hypotheses as the width, fewer where there are no more, the best first.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, an option is out of range, or the logits cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    public static IReadOnlyList<Hypothesis> Search(
        ILogits model, ReadOnlySpan<int> prompt, BeamSearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new BeamSearchOptions();
        Check(prompt, options);
        List<Hypothesis> finished = [], active = [new Hypothesis([], 0, 0, IsFinished: false)];
        var logits = new float[model.VocabularySize];
        var probabilities = new double[model.VocabularySize];
        for (int length = 1; length <= options.MaxTokens && active.Count > 0; length++)
        {
            List<Candidate> candidates = [];
            int room = options.Width - finished.Count;
            for (int parent = 0; parent < active.Count; parent++)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] text = [.. prompt, .. active[parent].Tokens];
                model.Next(text.AsSpan(Math.Max(0, text.Length - model.ContextLength)), logits);
                Decoding.Logits.Check(logits);
                Decoding.Logits.Softmax(logits, probabilities);
                AddBest(candidates, active[parent].LogProbability, parent, probabilities, room);
            }

            candidates.Sort(static (a, b) => a.CompareTo(b));
            List<Hypothesis> next = [];
            foreach (Candidate candidate in candidates.Take(room))
            {
                bool ends = options.StopIds.Contains(candidate.Id);
                (ends ? finished : next).Add(new Hypothesis(
                    [.. active[candidate.Parent].Tokens, candidate.Id],
                    candidate.LogProbability,
                    candidate.LogProbability / Math.Pow(length, options.LengthPenalty),
                    ends));
            }

            active = next;
        }

        return [.. finished.Concat(active).OrderByDescending(hypothesis => hypothesis.Score)
            .ThenBy(hypothesis => hypothesis.Tokens, TokenOrder.Instance)];
    }

    /// <summary>Adds the most likely continuations of one hypothesis: no others can be among the best of all.</summary>
    private static void AddBest(List<Candidate> candidates, double logProbability, int parent, double[] probabilities, int room)
    {
        List<Candidate> own = [];
        for (int id = 0; id < probabilities.Length; id++)
        {
            if (probabilities[id] > 0)
                own.Add(new Candidate(logProbability + Math.Log(probabilities[id]), parent, id));
        }

        own.Sort(static (a, b) => a.CompareTo(b));
        candidates.AddRange(own.Take(room));
    }

    private static void Check(ReadOnlySpan<int> prompt, BeamSearchOptions options)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("The prompt is empty; give at least one token, such as the one that begins a text.",
                nameof(prompt));
        if (options.Width <= 0)
            throw new ArgumentException($"Width is {options.Width}; it must be positive.", nameof(options));
        if (options.MaxTokens < 0)
            throw new ArgumentException($"MaxTokens is {options.MaxTokens}; it must be at least 0.", nameof(options));
        if (!(options.LengthPenalty >= 0) || double.IsInfinity(options.LengthPenalty))
            throw new ArgumentException($"LengthPenalty is {options.LengthPenalty}; it must be at least 0 and finite.", nameof(options));
    }

    /// <summary>A hypothesis and one more token. Hypotheses stand in the order of their rank, so an earlier parent breaks a tie.</summary>
    private readonly record struct Candidate(double LogProbability, int Parent, int Id) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) => (-LogProbability, Parent, Id).CompareTo((-other.LogProbability, other.Parent, other.Id));
    }

    private sealed class TokenOrder : IComparer<IReadOnlyList<int>>
    {
        public static TokenOrder Instance { get; } = new();

        public int Compare(IReadOnlyList<int>? x, IReadOnlyList<int>? y) => x!.ToArray().AsSpan().SequenceCompareTo(y!.ToArray());
    }
}
