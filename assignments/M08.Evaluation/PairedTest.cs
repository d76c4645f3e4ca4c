using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

/// <summary>Tests whether two systems differ that were run on the same items.</summary>
public static class PairedTest
{
    /// <summary>Tests by sign flips whether the mean difference of two systems could be chance.</summary>
    /// <param name="a">The first system's score on each item.</param>
    /// <param name="b">The second system's score on the same items, in the same order.</param>
    /// <param name="samples">How many sign patterns to draw where there are too many to try all; at least 1.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <returns>The two-sided p-value: above 0 and at most 1; 1 where the systems never differ.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, hold NaN or ±∞, or <paramref name="samples"/> is 0 or
    /// less.</exception>
    /// <remarks>
    /// <para>If the systems are equally good, each difference might as well have the other sign. Let d be the m differences a − b that are
    /// not 0, in the order of the items. A sign pattern counts if its |Σ ±d| is at least the |Σ d| that was observed, less 10⁻⁹·Σ|d|, so
    /// that rounding decides nothing.</para>
    /// <para>For m ≤ 16 all 2ᵐ patterns are tried, and p is the share that counts. Otherwise <paramref name="samples"/> patterns are drawn
    /// from one <see cref="Xoshiro256"/>: for each difference one <see cref="Xoshiro256.NextDouble"/>, which flips the sign if it is below
    /// ½; and p = (1 + how many count) / (1 + samples), since the observed pattern is one of them (Phipson and Smyth 2010,
    /// <see href="https://arxiv.org/abs/1603.05766"/>).</para>
    /// </remarks>
    [Exercise("M08.E4")]
    public static double Permutation(IReadOnlyList<double> a, IReadOnlyList<double> b, int samples = 10_000, ulong seed = 0)
    {
        // TODO M08.E4: try every pattern of signs, or draw patterns where there are too many, and count those as extreme as the observed one.
        throw new NotImplementedException("M08.E4: try every pattern of signs, or draw patterns where there are too many, and count those as extreme as the observed one.");
    }

    /// <summary>Tests whether two systems are right equally often: McNemar's test, exact and two-sided.</summary>
    /// <param name="onlyFirst">On how many items only the first system is right.</param>
    /// <param name="onlySecond">On how many items only the second system is right.</param>
    /// <returns>
    /// min(1, 2·P(X ≤ the smaller count)) for X of the binomial distribution with both counts together as the number of trials and ½ as the
    /// probability. Above 0 for counts of up to some hundred; 1 for no item at all.
    /// </returns>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    /// <remarks>McNemar 1947 (<see href="https://doi.org/10.1007/BF02295996"/>). Items on which both are right, or both wrong, do not
    /// count.</remarks>
    [Exercise("M08.E4")]
    public static double McNemar(int onlyFirst, int onlySecond)
    {
        // TODO M08.E4: add up the binomial probabilities from 0 to the smaller count, in logarithms, and double the sum.
        throw new NotImplementedException("M08.E4: add up the binomial probabilities from 0 to the smaller count, in logarithms, and double the sum.");
    }
}
