namespace LLMCourse.M11;

/// <summary>Watches a stream of scores, one window after the other.</summary>
/// <remarks>
/// Windows do not overlap: each score is in one, and each window is one test. So on a stream that has not changed, the share of windows with an alarm is at most <see cref="DriftOptions.Alpha"/>,
/// in the long run. A test after every score would ask many times, and find something sooner or later.
/// </remarks>
public sealed class DriftDetector
{
    #region Solution
    private readonly double[] _reference;
    private readonly DriftOptions _options;
    private readonly List<double> _window = [];
    private int _windows;
    #endregion

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
        #region Solution
        if (reference.Count == 0 || !reference.All(double.IsFinite)) throw new ArgumentException("The reference is empty or has a value that is not finite.", nameof(reference));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Bins, 2, nameof(options));
        if (!(options.Alpha is > 0 and <= 1)) throw new ArgumentException($"Alpha is {options.Alpha}; it must be above 0, and at most 1.", nameof(options));
        if (!(options.MinimumPsi >= 0)) throw new ArgumentException($"MinimumPsi is {options.MinimumPsi}; it must be at least 0.", nameof(options));
        (_reference, _options) = ([.. reference], options);
        #endregion
    }

    /// <summary>Takes a score.</summary>
    /// <param name="score">The score; finite.</param>
    /// <returns>A report where the score is the last one of its window; null otherwise.</returns>
    /// <exception cref="ArgumentException">The score is not finite; it is not counted.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public DriftReport? Add(double score)
    {
        // TODO M11.E5: collect scores until the window is full; then compare it with the reference, and begin anew.
        #region Solution
        if (!double.IsFinite(score)) throw new ArgumentException($"The score is {score}; leave out what could not be scored.", nameof(score));
        _window.Add(score);
        if (_window.Count < _options.Window) return null;
        double psi = Drift.Psi(_reference, _window, _options.Bins);
        KolmogorovSmirnovResult test = Drift.KolmogorovSmirnov(_reference, _window);
        _window.Clear();
        return new DriftReport(_windows++, psi, test, test.PValue < _options.Alpha && psi >= _options.MinimumPsi);
        #endregion
    }
}
