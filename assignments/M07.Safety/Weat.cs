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
        throw new NotImplementedException("M07.E5: s of every word of X and Y; the difference of the means over the standard deviation of all.");
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
        throw new NotImplementedException("M07.E5: go through all ways to choose as many words as X has, and count those whose statistic is at least the observed one.");
    }
}
