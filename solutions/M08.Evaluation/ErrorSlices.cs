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
        #region Solution
        ArgumentNullException.ThrowIfNull(wrong);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        if (features.FirstOrDefault(feature => feature.Count != wrong.Count) is { } odd) throw new ArgumentException($"{odd.Name} has {odd.Count} values, but there are {wrong.Count} items.", nameof(features));
        List<Condition>[] conditions = [.. features.Select(Conditions)];
        List<(ErrorSlice Slice, int Conditions)> found = [];
        void tryOut(string text, int count, Func<int, bool> holds)
        {
            int size = 0, errors = 0, all = wrong.Count(isWrong => isWrong);
            for (int i = 0; i < wrong.Count; i++)
            {
                if (!holds(i)) continue;
                size++;
                if (wrong[i]) errors++;
            }

            int rest = wrong.Count - size;
            if (size < leastSize || rest < leastSize) return;
            double rate = (double)errors / size, restRate = (double)(all - errors) / rest, pooled = (double)all / wrong.Count;
            if (rate > restRate) found.Add((new ErrorSlice(text, size, errors, restRate, (rate - restRate) / Math.Sqrt(pooled * (1 - pooled) * ((1.0 / size) + (1.0 / rest)))), count));
        }

        for (int first = 0; first < conditions.Length; first++)
        {
            foreach (Condition one in conditions[first])
            {
                tryOut(one.Text, 1, one.Holds);
                foreach (Condition other in conditions.Skip(first + 1).SelectMany(c => c)) tryOut($"{one.Text} AND {other.Text}", 2, i => one.Holds(i) && other.Holds(i));
            }
        }

        return [.. found.OrderByDescending(f => f.Slice.Score).ThenBy(f => f.Conditions).ThenBy(f => f.Slice.Condition, StringComparer.Ordinal).Take(top).Select(f => f.Slice)];
        #endregion
    }

    #region Solution
    private static List<Condition> Conditions(Feature feature)
    {
        if (feature.Labels is { } labels) return [.. labels.Distinct().Select(label => new Condition($"{feature.Name} = {label}", i => labels[i] == label))];
        IReadOnlyList<double> numbers = feature.Numbers!;
        double[] sorted = [.. numbers.Order()];
        if (sorted.Length == 0) return [];
        return
        [
            .. Enumerable.Range(1, 9).Select(j => sorted[j * sorted.Length / 10]).Distinct().SelectMany(threshold => new[]
            {
                new Condition(string.Create(CultureInfo.InvariantCulture, $"{feature.Name} > {threshold}"), i => numbers[i] > threshold),
                new Condition(string.Create(CultureInfo.InvariantCulture, $"{feature.Name} <= {threshold}"), i => numbers[i] <= threshold),
            }),
        ];
    }

    private sealed record Condition(string Text, Func<int, bool> Holds);
    #endregion
}
