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
        throw new NotImplementedException("M07.E5: for each context, add up the log-probabilities of the continuation's tokens; then the difference.");
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
        throw new NotImplementedException("M07.E5: the mean, and two quantiles of the means of resamples.");
    }
}
