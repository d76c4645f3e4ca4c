using System.Globalization;

namespace LLMCourse.M08;

/// <summary>Finds where a model fails.</summary>
/// <remarks>
/// In the manner of Chung et al. 2019, "Slice Finder" (<see href="https://arxiv.org/abs/1807.06068"/>), with all conditions tried. Who
/// tries thousands of slices finds some by luck: confirm what you find on other items.
/// </remarks>
public static class ErrorSlices
{
    /// <summary>Lists the slices whose error rate is above the rest's.</summary>
    /// <param name="wrong">For each item whether the model's answer is wrong.</param>
    /// <param name="features">What is known of the items; all have as many values as there are items.</param>
    /// <param name="leastSize">How many items a slice, and the rest as well, must have at least; 1 or more.</param>
    /// <param name="top">How many slices to return at most; 0 or more.</param>
    /// <returns>The slices with the greatest scores, the greatest first.</returns>
    /// <exception cref="ArgumentException">A feature has more or fewer values than there are items, or a number is out of its
    /// range.</exception>
    /// <remarks>
    /// <para>A condition is <c>name = label</c> for each label of a categorical feature, and <c>name > t</c> and <c>name &lt;= t</c> for
    /// each threshold t of a numeric one. The thresholds are the different values at the places ⌊j·n/10⌋, j = 1 to 9, of its n sorted
    /// numbers, counted from 0. A slice is what fulfils one condition, or two of different features.</para>
    /// <para>The score is the z of two proportions: with s of the slice and r of the rest wrong out of S and R, and p = (s + r)/(S + R), it
    /// is (s/S − r/R) / √(p·(1 − p)·(1/S + 1/R)). Only slices with s/S &gt; r/R are listed. Of equal scores the slice with fewer conditions
    /// comes first, then the one whose text does, by ordinal comparison. Two conditions are joined by <c>" AND "</c> in the order of the
    /// features; numbers are written in the invariant culture.</para>
    /// </remarks>
    [Exercise("M08.E7", Title = "Slices, calibration, contamination", Weight = 2)]
    public static IReadOnlyList<ErrorSlice> Find(IReadOnlyList<bool> wrong, IReadOnlyList<Feature> features, int leastSize = 20, int top = 10)
    {
        // TODO M08.E7: make all conditions, hold each and each pair of different features against the rest, and sort by the score.
        throw new NotImplementedException("M08.E7: make all conditions, hold each and each pair of different features against the rest, and sort by the score.");
    }
}
