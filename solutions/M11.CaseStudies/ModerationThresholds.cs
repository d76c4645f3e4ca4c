namespace LLMCourse.M11;

/// <summary>Chooses thresholds on texts that are known to be harmless.</summary>
public static class ModerationThresholds
{
    /// <summary>Finds the smallest threshold that flags at most a given share of the harmless texts.</summary>
    /// <remarks>
    /// Flagged is a score <i>above</i> the threshold. The share is the number of flagged scores divided, in float64, by the number of scores, and it may equal the target. The threshold
    /// is one of the scores; where everything may be flagged, it is −∞.
    /// </remarks>
    /// <param name="harmless">Scores of harmless texts, in any order; at least one, and each a finite number.</param>
    /// <param name="targetRate">The greatest false positive rate that is accepted, from 0 to 1.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentException">There is no score, or one is not finite; or the rate is not within 0 to 1.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public static double At(IReadOnlyList<double> harmless, double targetRate)
    {
        ArgumentNullException.ThrowIfNull(harmless);
        // TODO M11.E5: sort the scores, greatest first, and count how many of them may be above the threshold.
        #region Solution
        if (harmless.Count == 0) throw new ArgumentException("There is no score; a rate needs at least one.", nameof(harmless));
        if (!harmless.All(double.IsFinite)) throw new ArgumentException("A score is not finite; leave out what could not be scored.", nameof(harmless));
        if (!(targetRate is >= 0 and <= 1)) throw new ArgumentException($"The rate is {targetRate}; it must be from 0 to 1.", nameof(targetRate));
        double[] sorted = [.. harmless.OrderDescending()];

        // Not floor(rate · n): 0.29 · 100 is less than 29 in float64, and 29 / 100 is 0.29.
        int allowed = 0;
        while ((allowed + 1) / (double)sorted.Length <= targetRate) allowed++;
        return allowed < sorted.Length ? sorted[allowed] : double.NegativeInfinity;
        #endregion
    }
}
