namespace LLMCourse.M07;

/// <summary>The word embedding association test: are some words nearer to one set of attributes than others are?</summary>
/// <remarks>Caliskan et al. 2017, <see href="https://arxiv.org/abs/1608.07187"/>, "Methods". With s(w) = the mean cosine of w and the words
/// of A less that of w and the words of B.</remarks>
public static class Weat
{
    /// <summary>The greatest number of partitions that <see cref="PValue"/> goes through.</summary>
    public const int MaxPartitions = 1_000_000;

    /// <summary>Computes the effect size d: how many standard deviations the means of X and Y are apart, −2 to 2.</summary>
    /// <param name="x">The vectors of X, at least one.</param>
    /// <param name="y">The vectors of Y, as many as X has.</param>
    /// <param name="a">The vectors of A, at least one.</param>
    /// <param name="b">The vectors of B, at least one; A and B need not be of one size.</param>
    /// <returns>(mean of s over X − mean of s over Y) / standard deviation of s over X and Y together, the one of a sample (n − 1).</returns>
    /// <exception cref="ArgumentException">A set is empty, X and Y are of different sizes, vectors are of different lengths, one is all zeros
    /// or not finite, or s differs by less than 10⁻⁹ among all words, so that there is nothing to measure in.</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static double EffectSize(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        // TODO M07.E5: s of every word of X and Y; the difference of the means over the standard deviation of all.
        #region Solution
        double[] s = Associations(x, y, a, b);
        if (s.Max() - s.Min() < 1e-9)
            throw new ArgumentException("All words are as near to A as they are to B; there is nothing to measure in.", nameof(x));
        double mean = s.Average(), deviation = Math.Sqrt(s.Sum(value => (value - mean) * (value - mean)) / (s.Length - 1));
        return (s.Take(x.Count).Average() - s.Skip(x.Count).Average()) / deviation;
        #endregion
    }

    /// <summary>Computes how likely an effect at least as great is by chance: the share of all ways to divide X and Y into two sets of equal
    /// size whose Σ s over the first less Σ s over the second is at least that of X and Y. The division into X and Y itself counts.</summary>
    /// <param name="x">As for <see cref="EffectSize"/>.</param>
    /// <param name="y">As for <see cref="EffectSize"/>.</param>
    /// <param name="a">As for <see cref="EffectSize"/>.</param>
    /// <param name="b">As for <see cref="EffectSize"/>.</param>
    /// <returns>Above 0 and at most 1; one-sided. Sums that differ by less than 10⁻⁹ are equal.</returns>
    /// <exception cref="ArgumentException">As for <see cref="EffectSize"/>, but s may be the same for all words; or there are more than
    /// <see cref="MaxPartitions"/> ways to divide (from 12 words each on).</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static double PValue(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        // TODO M07.E5: go through all ways to choose as many words as X has, and count those whose statistic is at least the observed one.
        #region Solution
        double[] s = Associations(x, y, a, b);
        int half = x.Count;
        if (half >= 12)
            throw new ArgumentException($"{half} words each can be divided in more than {MaxPartitions} ways; take at most 11 each.", nameof(x));
        double total = s.Sum(), observed = s.Take(half).Sum();
        int atLeast = 0, all = 0;
        for (uint chosen = 0; chosen < 1u << s.Length; chosen++)
        {
            if (System.Numerics.BitOperations.PopCount(chosen) != half)
                continue;
            double first = 0;
            for (int i = 0; i < s.Length; i++)
                first += (chosen >> i & 1) == 1 ? s[i] : 0;
            all++;
            atLeast += (2 * first) - total >= (2 * observed) - total - 1e-9 ? 1 : 0;
        }

        return (double)atLeast / all;
        #endregion
    }

    #region Solution
    /// <summary>s of the words of X, then of those of Y.</summary>
    private static double[] Associations(IReadOnlyList<double[]> x, IReadOnlyList<double[]> y, IReadOnlyList<double[]> a, IReadOnlyList<double[]> b)
    {
        foreach (IReadOnlyList<double[]> set in new[] { x, y, a, b })
        {
            ArgumentNullException.ThrowIfNull(set);
            if (set.Count == 0)
                throw new ArgumentException("A set of words is empty.");
            if (set.Any(vector => vector.Length != x[0].Length || !vector.All(double.IsFinite) || vector.All(value => value == 0)))
                throw new ArgumentException("All vectors must have one length and finite values, not all of them 0.");
        }

        if (x.Count != y.Count)
            throw new ArgumentException($"X has {x.Count} words and Y {y.Count}; give as many of each.", nameof(y));
        return [.. x.Concat(y).Select(word => a.Average(other => Cosine(word, other)) - b.Average(other => Cosine(word, other)))];
    }

    private static double Cosine(double[] left, double[] right) => Dot(left, right) / Math.Sqrt(Dot(left, left)) / Math.Sqrt(Dot(right, right));

    private static double Dot(double[] left, double[] right) => left.Zip(right, (l, r) => l * r).Sum();
    #endregion
}
