namespace LLMCourse.Classes.Gradebooks;

/// <summary>Computes final numbers from attempts, extensions, overrides and the course file; every step can be read.</summary>
public sealed class FinalGrader
{
    private readonly CoursePolicy _policy;
    private readonly IReadOnlyList<Student> _students;
    private readonly IReadOnlyList<string> _modules;
    private readonly ILookup<(string, string), GradedAttempt> _attempts;
    private readonly ILookup<(string, string, string), Regrade> _regrades;
    private readonly Dictionary<(string, string), Override> _overrides = [];
    private readonly Dictionary<(string, string), Extension> _extensions = [];
    private readonly Dictionary<(string, string), Choice> _choices = [];
    private readonly Dictionary<(string, string), Ungraded> _ungraded = [];
    private readonly HashSet<string> _begun;
    private readonly DateTimeOffset _now;
    private readonly bool _reasons;
    private readonly HashSet<string> _withheld;

    /// <summary>Reads what is needed from a gradebook.</summary>
    /// <param name="gradebook">The gradebook.</param>
    /// <param name="policy">The course file.</param>
    /// <param name="reasons">Whether the steps say who decided and why. These are notes among those
    /// who teach: they may name other students.</param>
    /// <param name="releasedOnly">Whether the numbers are for students, who see no grade of a module that is not released.</param>
    public FinalGrader(Gradebook gradebook, CoursePolicy policy, bool reasons = true, bool releasedOnly = false)
    {
        _reasons = reasons;
        ArgumentNullException.ThrowIfNull(gradebook);
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _students = gradebook.Students();
        IReadOnlyList<GradedAttempt> attempts = gradebook.Attempts();
        _attempts = attempts.ToLookup(a => (a.Attempt.Student, a.Attempt.Module));
        _regrades = gradebook.Regrades().ToLookup(r => (r.Attempt.Student, r.Attempt.Module, r.Attempt.ContentHash));
        foreach (Override o in gradebook.Overrides()) _overrides[(o.Student, o.Module)] = o;
        foreach (Extension e in gradebook.Extensions()) _extensions[(e.Student, e.Module)] = e;
        foreach (Choice c in gradebook.Choices()) _choices[(c.Student, c.Module)] = c;
        foreach (Ungraded u in gradebook.UngradedHandIns()) _ungraded[(u.Student, u.Module)] = u;
        _begun = [.. attempts.Select(a => a.Attempt.Module), .. _overrides.Keys.Select(k => k.Item2)];
        _now = policy.Clock.GetUtcNow();

        // A module counts for everybody once it counts for somebody: who hands nothing in gets 0, not a better mean.
        _modules = [.. attempts.Select(a => a.Attempt.Module).Concat(_overrides.Keys.Select(k => k.Item2))
            .Concat(_ungraded.Keys.Select(k => k.Item2))
            .Concat(policy.Deadlines.Keys).Concat(policy.Weights.Keys)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Withheld = gradebook.Withheld(policy, _modules);
        _withheld = releasedOnly ? [.. Withheld] : [];
    }

    /// <summary>Gets the modules that count.</summary>
    public IReadOnlyList<string> Modules => _modules;

    /// <summary>Gets the modules whose grades students may not see yet, in their order.</summary>
    public IReadOnlyList<string> Withheld { get; }

    /// <summary>Computes every student's number.</summary>
    public IReadOnlyList<FinalGrade> All() => [.. _students.Select(Of)];

    /// <summary>Computes a student's number.</summary>
    public FinalGrade Of(Student student)
    {
        ArgumentNullException.ThrowIfNull(student);
        List<ModuleGrade> grades =
            [.. _modules.Select(m => Of(student, m))
                .Select(g => g.HasNumber && _withheld.Contains(g.Module) ? Hidden(student, g.Module) : g)];
        int numbers = grades.Count(g => g.HasNumber);
        HashSet<string> dropped =
            [.. grades.Where(g => g.HasNumber).OrderBy(g => g.Percent).ThenBy(g => g.Module, StringComparer.Ordinal)
                .Take(Math.Min(_policy.DropLowest, Math.Max(0, numbers - 1))).Select(g => g.Module)];
        grades = [.. grades.Select(g => g with { Counts = g.HasNumber && !dropped.Contains(g.Module) })];

        List<string> steps = [.. grades.Where(g => g.IsWithheld)
            .Select(g => Line($"{g.Module} does not count yet: its grade is not released")),
            .. grades.Where(g => g.IsOpen).Select(g => Line($"{g.Module} does not count yet: there is still time to hand it in")),
            .. grades.Where(g => g.IsUngraded)
                .Select(g => Line($"{g.Module} does not count: {(PeerReviewItem.ModuleOf(g.Module) is null ? "what was handed in could not be graded" : "no reviews are entered")}, which is no 0")),
            .. grades.Where(g => g.HasNumber && !g.Counts)
                .Select(g => Line($"{g.Module} is dropped: it is among the {_policy.DropLowest} lowest"))];
        List<ModuleGrade> counting = [.. grades.Where(g => g.Counts)];
        decimal weights = counting.Sum(g => _policy.WeightOf(g.Module));
        decimal percent = weights == 0 ? 0 : Round(counting.Sum(g => _policy.WeightOf(g.Module) * g.Percent) / weights);
        steps.Add(weights == 0
            ? grades.Any(g => g.IsWithheld) ? "nothing counts yet" : "nothing counts yet: 0 %"
            : Line($"({string.Join(" + ", counting.Select(g => Line($"{_policy.WeightOf(g.Module)} × {g.Percent:0.00}")))}) / {weights} = {percent:0.00} %"));
        return new FinalGrade(student, percent, grades, steps);
    }

    private ModuleGrade Of(Student student, string module)
    {
        List<string> steps = [];
        DateTimeOffset? deadline = Deadline(student, module, steps);
        List<(GradedAttempt Attempt, decimal Percent)> counted = [];
        HashSet<GradedAttempt> late = [];
        foreach (GradedAttempt attempt in _attempts[(student.Key, module)])
        {
            decimal percent = Round(attempt.Percent);
            string line = Line($"{Stamp(attempt.Attempt.SubmittedUtc)}, {attempt.Attempt.Source}: {attempt.Earned:0.##} of {attempt.Maximum:0.##} points, {percent:0.00} %");
            if (deadline is { } until && Lateness(attempt.Attempt, until, ref line) is { } lateness)
            {
                decimal lost = _policy.Late.PercentLost(lateness);
                percent = Round(percent * (100 - lost) / 100);
                if (_policy.Late.IsLate(lateness)) late.Add(attempt);
                line += lost == 0
                    ? Line($"; {Late(lateness)}, which costs nothing")
                    : Line($"; {Late(lateness)} costs {lost:0.##} % of it: {percent:0.00} %");
            }

            steps.Add(line);
            steps.AddRange(_regrades[(student.Key, module, attempt.Attempt.ContentHash)].SelectMany(r => r.Lines(_policy.TimeZone))
                .Select(l => "  " + l));
            counted.Add((attempt, percent));
        }

        // What peers judge is handed in with the module itself: until reviews are entered nothing is known of it.
        string? reviewed = PeerReviewItem.ModuleOf(module);
        bool waits = reviewed is not null
            && (_attempts.Contains((student.Key, reviewed)) || _ungraded.ContainsKey((student.Key, reviewed)));
        bool open = (deadline is { } end ? end > _now : !_begun.Contains(module)) && !_policy.CountOpen;
        if (_ungraded.TryGetValue((student.Key, module), out Ungraded? ungraded))
            steps.Add(Line($"{ungraded.Source}, seen on {Stamp(ungraded.SeenUtc)}, could not be graded: {ungraded.Reason}"));
        else if (waits) steps.AddRange(_overrides.ContainsKey((student.Key, module)) ? [] : ["no reviews are entered"]);
        else if (counted.Count == 0) steps.Add(open ? "nothing was handed in yet" : "nothing was handed in: 0 %");
        (GradedAttempt? chosen, decimal grade) = counted.Count == 0
            ? (null, 0)
            : Choose(counted, _choices.GetValueOrDefault((student.Key, module)), steps);
        bool isLate = chosen is not null && late.Contains(chosen), isExtended = _extensions.ContainsKey((student.Key, module));
        if (_overrides.TryGetValue((student.Key, module), out Override? decided))
        {
            steps.Add(Line($"{(_reasons ? decided.Who : PeerReviewItem.IsBy(decided.Who) ? "the median of your peers' reviews" : "your instructor")} set it to {decided.Percent:0.00} % on {Stamp(decided.MadeUtc)}{(_reasons ? $": {decided.Why}" : "")}"));
            return new ModuleGrade(module, Round(decided.Percent), true, null,
                steps)
            { IsOverridden = true, IsLate = isLate, IsExtended = isExtended };
        }

        return new ModuleGrade(module, grade, true, chosen, steps)
        {
            IsLate = isLate,
            IsExtended = isExtended,
            IsUngraded = chosen is null && (ungraded is not null || (waits && !open)),
            IsOpen = chosen is null && open && ungraded is null,
        };
    }

    // When things were handed in is no secret; what they are worth is.
    private ModuleGrade Hidden(Student student, string module)
    {
        List<string> steps = [];
        _ = Deadline(student, module, steps);
        steps.AddRange(_attempts[(student.Key, module)]
            .Select(a => Line($"handed in on {Stamp(a.Attempt.SubmittedUtc)}, {a.Attempt.Source}")));
        steps.Add("the grade is not released yet");
        return new ModuleGrade(module, 0, false, null, steps) { IsWithheld = true };
    }

    // A download's files say when it was downloaded: then the system's mark decides whether it is late at all.
    private static TimeSpan? Lateness(Attempt attempt, DateTimeOffset until, ref string line)
    {
        bool after = attempt.SubmittedUtc > until;
        if (attempt.IsTimeStated || attempt.IsMarkedLate is null) return after ? attempt.SubmittedUtc - until : null;
        if (attempt.IsMarkedLate == false)
        {
            if (after) line += "; the time is that of the file, and it is not marked late: in time";
            return null;
        }

        line += after ? "; marked late, and the time is that of the file" : "; marked late, by how much is not known";
        return after ? attempt.SubmittedUtc - until : TimeSpan.Zero;
    }

    private static string Late(TimeSpan lateness) => lateness == TimeSpan.Zero ? "late" : $"{Duration(lateness)} late";

    private DateTimeOffset? Deadline(Student student, string module, List<string> steps)
    {
        if (!_policy.Deadlines.TryGetValue(module, out DateTimeOffset deadline)) return null;
        if (!_extensions.TryGetValue((student.Key, module), out Extension? extension))
        {
            steps.Add(Line($"the deadline is {Stamp(deadline)}"));
            return deadline;
        }

        steps.Add(Line($"the deadline is {Stamp(extension.UntilUtc)} instead of {Stamp(deadline)}{(_reasons ? $": {extension.Who}, {extension.Why}" : ", for you alone")}"));
        return extension.UntilUtc;
    }

    private (GradedAttempt Chosen, decimal Percent) Choose(List<(GradedAttempt Attempt, decimal Percent)> attempts, Choice? choice,
        List<string> steps)
    {
        if (choice is not null && attempts.FindIndex(a => a.Attempt.Attempt.ContentHash == choice.ContentHash) is var at and >= 0)
        {
            (GradedAttempt decided, decimal worth) = attempts[at];
            steps.Add(Line($"that of {Stamp(decided.Attempt.SubmittedUtc)} counts: {worth:0.00} %{(_reasons ? $"; {choice.Who} chose it on {Stamp(choice.MadeUtc)}: {choice.Why}" : "; it was chosen for you")}"));
            return (decided, worth);
        }

        // Of two equally good attempts the earlier one counts: it is the one that was in time.
        (GradedAttempt attempt, decimal percent) = _policy.Attempt == AttemptRule.Last ? attempts[^1] : attempts.MaxBy(a => a.Percent);
        if (attempts.Count > 1)
            steps.Add(Line($"of {attempts.Count} attempts the {(_policy.Attempt == AttemptRule.Last ? "last" : "best")} counts, that of {Stamp(attempt.Attempt.SubmittedUtc)}: {percent:0.00} %"));
        return (attempt, percent);
    }

    private static decimal Round(decimal percent) => Math.Round(percent, 2, MidpointRounding.AwayFromZero);

    private string Stamp(DateTimeOffset time) => ClassTime.Shown(time, _policy.TimeZone);

    private static string Duration(TimeSpan time) => time.TotalHours >= 48
        ? Line($"{time.TotalDays:0.0} days")
        : time.TotalMinutes >= 120 ? Line($"{time.TotalHours:0.0} hours") : Line($"{Math.Ceiling(time.TotalMinutes):0} minutes");

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
