using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Analysis;

/// <summary>Adds up one exercise over a class.</summary>
internal sealed class ExerciseTally(string id)
{
    private readonly SortedDictionary<string, CheckTally> _checks = new(StringComparer.Ordinal);
    private readonly RunningCorrelation _share = new();
    private readonly List<double> _milliseconds = [], _attemptsUntilRight = [], _hoursUntilRight = [];
    private int _rightAtOnce;

    private string? _student;
    private DateTimeOffset _first;
    private int _attempts;
    private bool _right;

    /// <summary>Takes in an attempt, whether it counts or not; a student's attempts come one
    /// after the other in the order of time.</summary>
    public void AddAttempt(GradedAttempt attempt, IReadOnlyList<CheckRow> checks)
    {
        if (_student != attempt.Attempt.Student)
            (_student, _first, _attempts, _right) = (attempt.Attempt.Student, attempt.Attempt.SubmittedUtc, 0, false);
        _attempts++;
        if (checks.Any(c => c.Milliseconds is not null)) _milliseconds.Add(checks.Sum(c => c.Milliseconds ?? 0));
        if (_right || !checks.All(c => c.Outcome == Outcome.Passed)) return;
        _right = true;
        _attemptsUntilRight.Add(_attempts);
        if (_attempts == 1) _rightAtOnce++;
        else _hoursUntilRight.Add((attempt.Attempt.SubmittedUtc - _first).TotalHours);
    }

    /// <summary>Takes in the attempt that counts.</summary>
    /// <param name="checks">The exercise's checks.</param>
    /// <param name="mine">The exercise's points.</param>
    /// <param name="module">The module's points, the exercise's among them.</param>
    public void AddResponse(IReadOnlyList<CheckRow> checks, Share mine, Share module)
    {
        if (mine.Maximum > 0) _share.Add(mine.Value, (module - mine).Value);
        double perPoint = checks.Sum(c => c.Points) is > 0 and var all ? mine.Weight / all : 0;
        foreach (CheckRow check in checks)
        {
            if (!_checks.TryGetValue(check.Id, out CheckTally? tally)) _checks.Add(check.Id, tally = new CheckTally(check.Points));
            tally.Add(check, module, perPoint);
        }
    }

    /// <summary>Sums up; null when no attempt that counts had the exercise.</summary>
    public ExerciseItem? Sum(ItemNames names) => _checks.Count == 0 ? null : new ExerciseItem(
        id,
        names.TitleOfExercise(id),
        _share.Count,
        _share.MeanX,
        _share.Value,
        new ExerciseTime(
            Median(_milliseconds),
            _rightAtOnce,
            _hoursUntilRight.Count,
            Median(_hoursUntilRight) is { } hours ? TimeSpan.FromHours(hours) : null,
            Median(_attemptsUntilRight)),
        [.. _checks.Select(c => c.Value.Sum(c.Key, names.TitleOfCheck(c.Key)))]);

    private static double? Median(List<double> values) => values.Count == 0 ? null : Statistics.Median(values);

    private sealed class CheckTally(int points)
    {
        private readonly RunningCorrelation _passed = new();
        private readonly SortedDictionary<Outcome, int> _outcomes = [];

        public void Add(CheckRow check, Share module, double perPoint)
        {
            _outcomes[check.Outcome] = _outcomes.GetValueOrDefault(check.Outcome) + 1;
            if (check.Outcome == Outcome.GraderError) return;
            double worth = check.Points * perPoint, passed = check.Outcome == Outcome.Passed ? 1 : 0;
            _passed.Add(passed, (module - new Share(passed * worth, worth, worth)).Value);
        }

        public CheckItem Sum(string check, string title) =>
            new(check, title, points, _passed.Count, _passed.MeanX, _passed.Value, _outcomes);
    }
}

/// <summary>Points earned of points that could be had.</summary>
/// <param name="Earned">Earned.</param>
/// <param name="Maximum">Those that could be had; what ended as a grader error is not in it.</param>
/// <param name="Weight">The maximum had there been no grader error.</param>
internal readonly record struct Share(double Earned, double Maximum, double Weight)
{
    /// <summary>Gets the share, 0 to 1; 0 when nothing could be had.</summary>
    public double Value => Maximum > 1e-9 ? Earned / Maximum : 0;

    public static Share operator +(Share a, Share b) => new(a.Earned + b.Earned, a.Maximum + b.Maximum, a.Weight + b.Weight);

    public static Share operator -(Share a, Share b) => new(a.Earned - b.Earned, a.Maximum - b.Maximum, a.Weight - b.Weight);
}
