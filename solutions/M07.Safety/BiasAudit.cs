using LLMCourse.Reference.Decoding;

namespace LLMCourse.M07;

/// <summary>Measures whether a model says the same about people who differ in nothing but the group that they belong to.</summary>
/// <remarks>
/// Counterfactual pairs: Nangia et al. 2020, "CrowS-Pairs" (<see href="https://arxiv.org/abs/2010.00133"/>), §3; here with the roles of
/// what is scored and what is changed exchanged, so that tokens which differ between the groups are never compared with each other.
/// </remarks>
public static class BiasAudit
{
    /// <summary>Scores pairs: log P(continuation | first context) − log P(continuation | second context), in nats.</summary>
    /// <param name="model">The model; it is asked once for each context, at as many positions as you like.</param>
    /// <param name="pairs">The pairs.</param>
    /// <returns>A score for each pair: above 0 where the model expects the continuation rather after the first context. 0 where it finds the
    /// continuation impossible after both; ±∞ where after one. Probabilities are computed in double and never overflow.</returns>
    /// <exception cref="ArgumentException">A part of a pair is empty, has a token that is not of the vocabulary, or is too long: a context
    /// and all of its continuation but the last token must fit into the model's context.</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static double[] PairScores(IManyLogits model, IReadOnlyList<CounterfactualPair> pairs)
    {
        // TODO M07.E5: for each context, add up the log-probabilities of the continuation's tokens; then the difference.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (CounterfactualPair pair in pairs)
            Check(model, pair);
        return [.. pairs.Select(pair =>
        {
            double first = LogProbability(model, pair.First, pair.Continuation), second = LogProbability(model, pair.Second, pair.Continuation);
            return first == second ? 0 : first - second; // −∞ − −∞ is not a number
        })];
        #endregion
    }

    /// <summary>Computes the mean of scores with its percentile bootstrap interval (Efron and Tibshirani 1993, §13.3).</summary>
    /// <param name="scores">The scores, finite, at least one.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="resamples">How many resamples to draw, at least 1.</param>
    /// <param name="seed">The seed; equal seeds give equal intervals on every machine.</param>
    /// <remarks>
    /// One <see cref="Xoshiro256"/> with the seed makes all resamples, one after the other. A resample has n numbers, each drawn with one
    /// <see cref="Xoshiro256.NextDouble"/> u: the score at ⌊u·n⌋. With the B means in ascending order, m[0] to m[B − 1], the ends are the
    /// quantiles q = (1 − confidence)/2 and 1 − q, a quantile being the value at (B − 1)·q: between two neighbours, linearly.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no score, one is not finite, or a number is out of range.</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static BiasGap MeanGap(IReadOnlyList<double> scores, double confidence = 0.95, int resamples = 2000, ulong seed = 0)
    {
        // TODO M07.E5: the mean, and two quantiles of the means of resamples.
        #region Solution
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0 || !scores.All(double.IsFinite))
            throw new ArgumentException("There must be at least one score, and all must be finite.", nameof(scores));
        if (confidence is not (> 0 and < 1))
            throw new ArgumentException($"confidence is {confidence}; it must be above 0 and below 1.", nameof(confidence));
        if (resamples < 1)
            throw new ArgumentException($"resamples is {resamples}; it must be at least 1.", nameof(resamples));
        var random = new Xoshiro256(seed);
        var means = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            double sum = 0;
            for (int i = 0; i < scores.Count; i++)
                sum += scores[(int)(random.NextDouble() * scores.Count)];
            means[b] = sum / scores.Count;
        }

        Array.Sort(means);
        return new BiasGap(scores.Average(), Quantile(means, (1 - confidence) / 2), Quantile(means, (1 + confidence) / 2));
        #endregion
    }

    #region Solution
    private static void Check(IManyLogits model, CounterfactualPair pair)
    {
        foreach (IReadOnlyList<int> part in new[] { pair.First, pair.Second, pair.Continuation })
        {
            if (part.Count == 0)
                throw new ArgumentException("A pair has an empty part; each needs at least one token.");
            if (part.Any(id => id < 0 || id >= model.VocabularySize))
                throw new ArgumentException($"A pair has a token that is not from 0 to {model.VocabularySize - 1}.");
        }

        int most = Math.Max(pair.First.Count, pair.Second.Count) + pair.Continuation.Count - 1;
        if (most > model.ContextLength)
            throw new ArgumentException($"A pair has {most} tokens to read, and the model takes {model.ContextLength}.");
    }

    private static double LogProbability(IManyLogits model, IReadOnlyList<int> context, IReadOnlyList<int> continuation)
    {
        int vocabulary = model.VocabularySize;
        int[] read = [.. context, .. continuation.Take(continuation.Count - 1)];
        var logits = new float[continuation.Count * vocabulary];
        model.Next(read, continuation.Count, logits);
        double sum = 0;
        for (int i = 0; i < continuation.Count; i++)
        {
            double[] row = [.. logits.AsSpan(i * vocabulary, vocabulary).ToArray().Select(logit => (double)logit)];
            double greatest = row.Max();
            sum += row[continuation[i]] - greatest - Math.Log(row.Sum(logit => Math.Exp(logit - greatest)));
        }

        return sum;
    }

    private static double Quantile(double[] ascending, double q)
    {
        double at = (ascending.Length - 1) * q;
        int below = (int)at, above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + ((at - below) * (ascending[above] - ascending[below]));
    }
    #endregion
}
