using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Runs checks against one build, one after the other in the sandbox, and judges them.</summary>
/// <remarks>The same code runs the solution when expectations are recorded, every mistake when
/// they are verified, and submissions.</remarks>
/// <param name="module">The module.</param>
/// <param name="workers">Where the code runs.</param>
/// <param name="expectations">What the solution does.</param>
/// <param name="isOwn">Whether the builds are the course's own, which may share workers.</param>
public sealed class CheckRunner(ModuleContent module, WorkerPool workers, IExpectations expectations, bool isOwn = false)
{
    // Code that hangs in one check of an exercise mostly hangs in the others: they get less time, but each gets its turn.
    private const int AfterAHang = 4;

    /// <summary>Runs and judges the checks of a submission, each exercise's with a build that holds nothing that it may not use.</summary>
    /// <param name="builds">The builds.</param>
    /// <param name="checks">Which, in order; those of one exercise need none of another.</param>
    /// <param name="excused">Results that are known without running, by check id: banned, broken, and so on.</param>
    /// <param name="afterDeadline">Whether checks that open after the deadline show their details.</param>
    /// <param name="done">Called after each check.</param>
    /// <param name="cancellation">Stops between and inside probes.</param>
    public async Task<CheckRun> RunAsync(
        ExerciseBuilds builds,
        IReadOnlyList<Check> checks,
        IReadOnlyDictionary<string, CheckResult> excused,
        bool afterDeadline,
        Action<Check>? done,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(builds);
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(excused);
        Dictionary<string, CheckOutcome> outcomes = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<SourceNote>> reached = new(StringComparer.Ordinal);
        foreach (Check check in checks.Where(c => excused.ContainsKey(c.Id)))
        {
            outcomes[check.Id] = new CheckOutcome(excused[check.Id], null);
            done?.Invoke(check);
        }

        Check[] open = [.. checks.Where(c => !excused.ContainsKey(c.Id))];
        string[] left = [.. open.Select(c => c.Exercise.Text).Distinct()];
        foreach (IReadOnlyList<BuildStep> sequence in builds.Sequences) await RunStepsAsync(sequence, done).ConfigureAwait(false);
        foreach (string exercise in left.Where(e => !builds.Sequences.Any(s => s.Any(step => step.Exercises.Contains(e)))))
            await RunStepsAsync([ExerciseBuilds.Alone(exercise)], done).ConfigureAwait(false);
        return new CheckRun(outcomes, reached, builds);

        // All in one process: each step has what the next ones may use, or less.
        async Task RunStepsAsync(IReadOnlyList<BuildStep> sequence, Action<Check>? after)
        {
            IReadOnlyList<BuildStep> steps =
                [.. sequence.Select(s => s with { Exercises = [.. s.Exercises.Where(left.Contains)] }).Where(s => s.Exercises.Count > 0)];
            if (steps.Count == 0) return;
            ProbeSession? session = null;
            try
            {
                foreach (BuildStep step in steps)
                {
                    Build build = builds.For(step);
                    if (session is null) session = module.Open(workers, build, isOwn);
                    else session.Load(build.Assembly, build.Symbols);
                    foreach ((string id, CheckOutcome outcome) in
                        await RunAsync(session, [.. open.Where(c => step.Exercises.Contains(c.Exercise.Text))], excused, afterDeadline,
                            after, cancellation).ConfigureAwait(false))
                    {
                        outcomes[id] = outcome;
                    }
                }
            }
            finally
            {
                if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
            }

            foreach (string exercise in steps.SelectMany(s => s.Exercises))
                await SettleAsync(exercise, isAlone: steps is [{ Without.Count: 1 }]).ConfigureAwait(false);
        }

        // What was reached and may be used was taken out for another exercise's sake.
        async Task SettleAsync(string exercise, bool isAlone)
        {
            Check[] own = [.. open.Where(c => c.Exercise.Text == exercise)];
            int[] numbers = [.. own.SelectMany(c => outcomes[c.Id].Judged?.Report.Reached ?? []).Distinct().Order()];
            if (numbers.Length == 0) return;
            IReadOnlyList<SourceNote> notes = builds.NotesOn(exercise, numbers);
            if (notes.Count == 0 && !isAlone)
            {
                builds = builds.Apart(exercise);
                await RunStepsAsync([ExerciseBuilds.Alone(exercise)], null).ConfigureAwait(false);
                return;
            }

            reached[exercise] = notes;
            foreach (Check check in own)
                outcomes[check.Id] = new CheckOutcome(
                    CheckJudge.Blank(check) with { Outcome = Outcome.Banned, Message = $"Not counted: {notes[0].Message}" }, null);
        }
    }

    /// <summary>Runs and judges checks.</summary>
    /// <param name="build">What to run them against.</param>
    /// <param name="checks">Which, in order; a check comes after those that it needs.</param>
    /// <param name="excused">Results that are known without running, by check id: banned, broken, and so on.</param>
    /// <param name="afterDeadline">Whether checks that open after the deadline show their details.</param>
    /// <param name="done">Called after each check.</param>
    /// <param name="cancellation">Stops between and inside probes.</param>
    /// <returns>The judged checks by id; of an excused or blocked check there is a result and no report.</returns>
    public async Task<IReadOnlyDictionary<string, CheckOutcome>> RunAsync(
        Build build,
        IReadOnlyList<Check> checks,
        IReadOnlyDictionary<string, CheckResult> excused,
        bool afterDeadline,
        Action<Check>? done,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(excused);
        await using ProbeSession session = module.Open(workers, build, isOwn);
        return await RunAsync(session, checks, excused, afterDeadline, done, cancellation).ConfigureAwait(false);
    }

    private async Task<Dictionary<string, CheckOutcome>> RunAsync(
        ProbeSession session,
        IReadOnlyList<Check> checks,
        IReadOnlyDictionary<string, CheckResult> excused,
        bool afterDeadline,
        Action<Check>? done,
        CancellationToken cancellation)
    {
        var results = new Dictionary<string, CheckOutcome>(StringComparer.Ordinal);
        HashSet<ExerciseId> hanging = [];
        foreach (Check check in checks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (excused.TryGetValue(check.Id, out CheckResult? known))
            {
                results[check.Id] = new CheckOutcome(known, null);
            }
            else if (check.Needs.FirstOrDefault(n => results.TryGetValue(n, out CheckOutcome? r) && r.Result.Outcome != Outcome.Passed)
                is { } needed)
            {
                results[check.Id] = new CheckOutcome(Blocked(check, needed), null);
            }
            else
            {
                TimeSpan limit = hanging.Contains(check.Exercise) ? check.TimeLimit / AfterAHang : check.TimeLimit;
                ProbeReport report = await session.ProbeAsync(check, limit, null, cancellation).ConfigureAwait(false);
                if (report.Status == ProbeStatus.TimedOut) hanging.Add(check.Exercise);
                JudgedCheck judged = CheckJudge.Judge(check, report, expectations.Read(check.Id), afterDeadline);
                results[check.Id] = new CheckOutcome(judged.Result, judged);
            }

            done?.Invoke(check);
        }

        return results;
    }

    private static CheckResult Blocked(Check check, string needed) => CheckJudge.Blank(check) with
    {
        Outcome = Outcome.Blocked,
        Message = $"Not run: it needs {needed}, which has not passed.",
    };
}
