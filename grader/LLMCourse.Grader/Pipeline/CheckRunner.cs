using LLMCourse.Checks;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Judging;
using LLMCourse.Grader.Probing;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Pipeline;

/// <summary>Runs checks against one build, one after the other in the sandbox, and judges them.</summary>
/// <remarks>The same code runs the solution when expectations are recorded, every mistake when they are verified, and submissions.</remarks>
/// <param name="module">The module.</param>
/// <param name="workers">Where the code runs.</param>
/// <param name="expectations">What the solution does.</param>
/// <param name="isOwn">Whether the builds are the course's own, which may share workers.</param>
public sealed class CheckRunner(ModuleContent module, WorkerPool workers, IExpectations expectations, bool isOwn = false)
{
    // Code that hangs in one check of an exercise mostly hangs in the others: they get less time, but each gets its turn.
    private const int AfterAHang = 4;

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
        var results = new Dictionary<string, CheckOutcome>(StringComparer.Ordinal);
        ProbeSession? session = null;
        HashSet<ExerciseId> hanging = [];
        try
        {
            foreach (Check check in checks)
            {
                cancellation.ThrowIfCancellationRequested();
                if (excused.TryGetValue(check.Id, out CheckResult? known))
                {
                    results[check.Id] = new CheckOutcome(known, null);
                }
                else if (check.Needs.FirstOrDefault(n => results.TryGetValue(n, out CheckOutcome? r) && r.Result.Outcome != Outcome.Passed) is { } needed)
                {
                    results[check.Id] = new CheckOutcome(Blocked(check, needed), null);
                }
                else
                {
                    session ??= module.Open(workers, build, isOwn);
                    TimeSpan limit = hanging.Contains(check.Exercise) ? check.TimeLimit / AfterAHang : check.TimeLimit;
                    ProbeReport report = await session.ProbeAsync(check, limit, null, cancellation).ConfigureAwait(false);
                    if (report.Status == ProbeStatus.TimedOut) hanging.Add(check.Exercise);
                    JudgedCheck judged = CheckJudge.Judge(check, report, expectations.Read(check.Id), afterDeadline);
                    results[check.Id] = new CheckOutcome(judged.Result, judged);
                }

                done?.Invoke(check);
            }
        }
        finally
        {
            if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
        }

        return results;
    }

    private static CheckResult Blocked(Check check, string needed) => CheckJudge.Blank(check) with
    {
        Outcome = Outcome.Blocked,
        Message = $"Not run: it needs {needed}, which has not passed.",
    };
}
