namespace LLMCourse.M07;

/// <summary>Chooses from which score on a text is flagged.</summary>
public static class Thresholds
{
    /// <summary>Finds the lowest threshold whose false positives are few enough.</summary>
    /// <remarks>A text is flagged where its score is at least the threshold. Scores that are equal are flagged together or not at
    /// all.</remarks>
    /// <param name="scores">Scores of held-out texts.</param>
    /// <param name="labels">Whether each is positive.</param>
    /// <param name="rate">The largest share of the negatives that may be flagged, 0 to 1.</param>
    /// <returns>The least of the scores that keeps to it; +∞, which flags nothing, where none does.</returns>
    /// <exception cref="ArgumentException">Their numbers differ, there is no negative, or the rate is not from 0 to 1.</exception>
    [Exercise("M07.E2")]
    public static double ForFalsePositiveRate(IReadOnlyList<double> scores, IReadOnlyList<bool> labels, double rate)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        // TODO M07.E2: try the scores from the greatest down, and count the negatives that are flagged.
        #region Solution
        if (scores.Count != labels.Count || labels.All(label => label))
            throw new ArgumentException("Give as many labels as scores, and at least one negative.", nameof(labels));
        if (!(rate >= 0 && rate <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate must be from 0 to 1.");
        int negatives = labels.Count(label => !label), flagged = 0;
        double threshold = double.PositiveInfinity;
        foreach (IGrouping<double, bool> equal in scores.Zip(labels).GroupBy(x => x.First, x => x.Second).OrderByDescending(x => x.Key))
        {
            flagged += equal.Count(label => !label);
            if (flagged > rate * negatives) break;
            threshold = equal.Key;
        }

        return threshold;
        #endregion
    }
}
