using LLMCourse.Checks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>
/// The planned checks of one grading, each worth nothing until it is known to have passed: whatever goes wrong between the plan
/// and the result, a check that did not run earns nothing.
/// </summary>
public sealed class ScoreSheet
{
    private readonly PlannedCheck[] _inOrder;
    private readonly Dictionary<string, PlannedCheck> _planned;
    private readonly Dictionary<string, CheckResult> _results = new(StringComparer.Ordinal);

    /// <summary>Plans a grading.</summary>
    /// <param name="planned">Every check that counts, in the order in which reports tell of them.</param>
    public ScoreSheet(IEnumerable<PlannedCheck> planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        _inOrder = [.. planned];
        _planned = _inOrder.ToDictionary(p => p.Id, StringComparer.Ordinal);
        foreach (PlannedCheck check in _inOrder)
            _results[check.Id] = new CheckResult { Id = check.Id, Title = check.Title, Points = check.Points, Outcome = Outcome.NotRun };
    }

    /// <summary>Enters the result of a planned check.</summary>
    /// <exception cref="InvalidOperationException">The check was not planned, its points are other than
    /// planned, or it has a result already.</exception>
    public void Enter(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!_planned.TryGetValue(result.Id, out PlannedCheck? planned))
            throw new InvalidOperationException($"{result.Id} was not planned, so that it cannot be worth anything.");
        if (_results[result.Id].Outcome != Outcome.NotRun)
            throw new InvalidOperationException($"{result.Id} has a result already.");
        if (result.Points != planned.Points)
            throw new InvalidOperationException($"{result.Id} was planned for {planned.Points} points, not {result.Points}.");
        _results[result.Id] = result;
    }

    /// <summary>Gets the result of a check so far.</summary>
    public CheckResult this[string checkId] => _results[checkId];

    /// <summary>Gets the results of an exercise's checks, in the order in which they were planned.</summary>
    public IReadOnlyList<CheckResult> Of(ExerciseId exercise) =>
        [.. _inOrder.Where(p => p.Exercise == exercise).Select(p => _results[p.Id])];

    /// <summary>Computes the points of an exercise: its weight, divided between its checks by their points.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="weight">The exercise's weight, which is its maximum.</param>
    /// <returns>Points earned and points that could be had; a check that ended as a grader error is in neither.</returns>
    public (decimal Earned, decimal Maximum) Score(ExerciseId exercise, int weight)
    {
        IReadOnlyList<CheckResult> checks = Of(exercise);
        int all = checks.Sum(c => c.Points);
        if (all == 0) return (0, 0);
        int counted = checks.Where(c => c.Outcome != Outcome.GraderError).Sum(c => c.Points);
        int earned = checks.Where(c => c.Outcome == Outcome.Passed).Sum(c => c.Points);
        return (Round((decimal)weight * earned / all), Round((decimal)weight * counted / all));
    }

    /// <summary>Computes the outcome of an exercise: passed if every check did, else that of the first which explains the rest.</summary>
    public Outcome OutcomeOf(ExerciseId exercise)
    {
        IReadOnlyList<CheckResult> checks = Of(exercise);
        if (checks.Count == 0) return Outcome.NotRun;
        CheckResult? first = checks.FirstOrDefault(c => c.Outcome is not (Outcome.Passed or Outcome.Blocked or Outcome.GraderError))
            ?? checks.FirstOrDefault(c => c.Outcome != Outcome.Passed);
        return first?.Outcome ?? Outcome.Passed;
    }

    /// <summary>Adds up the exercises.</summary>
    public static ScoreSummary Total(IReadOnlyList<ExerciseResult> exercises)
    {
        ArgumentNullException.ThrowIfNull(exercises);
        decimal earned = exercises.Sum(e => e.Earned), maximum = exercises.Sum(e => e.Maximum);
        return new ScoreSummary(earned, maximum, maximum == 0 ? 0 : Math.Round(100 * earned / maximum, 2, MidpointRounding.AwayFromZero));
    }

    // Four decimals hold every weight divided between up to a hundred points, and print without noise.
    private static decimal Round(decimal points) => Math.Round(points, 4, MidpointRounding.AwayFromZero);
}

/// <summary>A check that counts in a grading.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Exercise">Its exercise.</param>
/// <param name="Title">What a right submission does.</param>
/// <param name="Points">Its share within its exercise.</param>
public sealed record PlannedCheck(string Id, ExerciseId Exercise, string Title, int Points);
