namespace LLMCourse.M11;

/// <summary>Watches a stream of scores, one window after the other.</summary>
/// <remarks>
/// Windows do not overlap: each score is in one, and each window is one test. So on a stream that has not changed, the share of windows with an alarm is at most <see cref="DriftOptions.Alpha"/>,
/// in the long run. A test after every score would ask many times, and find something sooner or later.
/// </remarks>
public sealed class DriftDetector
{

    /// <summary>Makes a detector.</summary>
    /// <param name="reference">Scores of the day on which thresholds were chosen; at least one, each finite; copied.</param>
    /// <param name="options">When to call it a drift; null: the defaults.</param>
    /// <exception cref="ArgumentException">There is no score, or one is not finite; or an option is out of range.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public DriftDetector(IReadOnlyList<double> reference, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new DriftOptions();
        // TODO M11.E5: refuse what is out of range, and keep the rest.
        throw new NotImplementedException("M11.E5: refuse what is out of range, and keep the rest.");
    }

    /// <summary>Takes a score.</summary>
    /// <param name="score">The score; finite.</param>
    /// <returns>A report where the score is the last one of its window; null otherwise.</returns>
    /// <exception cref="ArgumentException">The score is not finite; it is not counted.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public DriftReport? Add(double score)
    {
        // TODO M11.E5: collect scores until the window is full; then compare it with the reference, and begin anew.
        throw new NotImplementedException("M11.E5: collect scores until the window is full; then compare it with the reference, and begin anew.");
    }
}
