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
    public async Task<SubmissionRun> RunAsync(
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
        Dictionary<string, CheckRun> runs = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<SourceNote>> reached = new(StringComparer.Ordinal);
        foreach (Check check in checks.Where(c => excused.ContainsKey(c.Id)))
        {
            runs[check.Id] = new CheckRun(excused[check.Id]);
            done?.Invoke(check);
        }

        Check[] open = [.. checks.Where(c => !excused.ContainsKey(c.Id))];
        string[] left = [.. open.Select(c => c.Exercise.Text).Distinct()];
        foreach (IReadOnlyList<BuildStep> sequence in builds.Sequences) await RunStepsAsync(sequence, done).ConfigureAwait(false);
        foreach (string exercise in left.Where(e => !builds.Sequences.Any(s => s.Any(step => step.Exercises.Contains(e)))))
            await RunStepsAsync([ExerciseBuilds.Alone(exercise)], done).ConfigureAwait(false);
        return new SubmissionRun(runs, reached, builds);

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
                    foreach ((string id, CheckRun run) in
                        await RunAsync(session, [.. open.Where(c => step.Exercises.Contains(c.Exercise.Text))], excused, afterDeadline,
                            after, cancellation).ConfigureAwait(false))
                    {
                        runs[id] = run;
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
            int[] numbers = [.. own.SelectMany(c => runs[c.Id].Report?.Reached ?? []).Distinct().Order()];
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
                runs[check.Id] = new CheckRun(
                    CheckJudge.Blank(check) with { Outcome = Outcome.Banned, Message = $"Not counted: {notes[0].Message}" });
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
    public async Task<IReadOnlyDictionary<string, CheckRun>> RunAsync(
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

    private async Task<Dictionary<string, CheckRun>> RunAsync(
        ProbeSession session,
        IReadOnlyList<Check> checks,
        IReadOnlyDictionary<string, CheckResult> excused,
        bool afterDeadline,
        Action<Check>? done,
        CancellationToken cancellation)
    {
        var runs = new Dictionary<string, CheckRun>(StringComparer.Ordinal);
        HashSet<ExerciseId> hanging = [];
        foreach (Check check in checks)
        {
            cancellation.ThrowIfCancellationRequested();
            if (excused.TryGetValue(check.Id, out CheckResult? known))
            {
                runs[check.Id] = new CheckRun(known);
            }
            else if (check.Needs.FirstOrDefault(n => runs.TryGetValue(n, out CheckRun? r) && r.Result.Outcome != Outcome.Passed)
                is { } needed)
            {
                runs[check.Id] = new CheckRun(Blocked(check, needed));
            }
            else
            {
                TimeSpan limit = hanging.Contains(check.Exercise) ? check.TimeLimit / AfterAHang : check.TimeLimit;
                ProbeReport report = await session.ProbeAsync(check, limit, null, cancellation).ConfigureAwait(false);
                if (report.Status == ProbeStatus.TimedOut) hanging.Add(check.Exercise);
                runs[check.Id] = CheckJudge.Judge(check, report, expectations.Read(check.Id), afterDeadline);
            }

            done?.Invoke(check);
        }

        return runs;
    }

    private static CheckResult Blocked(Check check, string needed) => CheckJudge.Blank(check) with
    {
        Outcome = Outcome.Blocked,
        Message = $"Not run: it needs {needed}, which has not passed.",
    };
}
