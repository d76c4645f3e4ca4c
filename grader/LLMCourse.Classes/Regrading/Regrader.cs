using LLMCourse.Checks;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Classes.Regrading;

/// <summary>Grades exercises of recorded attempts again; writes nothing.</summary>
/// <param name="module">The module, with its checks as they are now.</param>
/// <param name="gradebook">Has the attempts.</param>
internal sealed class Regrader(ModuleContent module, Gradebook gradebook)
{
    private readonly Lock _reading = new();

    /// <summary>Finds out which attempts have exercises that other checks graded than those of now, or
    /// that a fault of the grader touched.</summary>
    /// <param name="submissions">The files.</param>
    /// <param name="only">The exercises that are asked for; empty for all.</param>
    /// <param name="performance">Whether to run performance checks also where the recorded grade has none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">There is no such exercise.</exception>
    public RegradePlan Plan(IReadOnlyList<FoundSubmission> submissions, IReadOnlyList<string> only, bool performance,
        CancellationToken cancellation)
    {
        List<string> known = [.. module.Manifest.Exercises.Select(e => e.Id)];
        if (module.Quiz is not null) known.Add(QuizSheet.IdOf(module.Manifest).Text);
        List<string> wanted = only.Count == 0
            ? known
            : [.. only.Select(o => known.Find(k => k.Equals(o, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(o, known))];
        ILookup<string, Attempt> attempts = gradebook.Attempts().Where(a => a.Attempt.Module == module.Manifest.Id).Select(a => a.Attempt)
            .ToLookup(a => a.Student, StringComparer.Ordinal);
        List<RegradeCase> cases = [];
        List<LeftAlone> left = [];
        int asBefore = 0;
        foreach (FoundSubmission submission in submissions)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Match(submission, attempts[submission.Student.Key], left, cancellation) is not { } attempt) continue;
            GradeResult before = gradebook.Result(attempt)!;
            List<string> exercises = [.. wanted.Where(w => IsOlder(before, w))];
            if (exercises.Count == 0) asBefore++;
            else cases.Add(new RegradeCase(submission, attempt, exercises, performance || HasPerformance(before, exercises)));
        }

        HashSet<string> there = [.. submissions.Select(s => s.Student.Key)];
        left.AddRange(attempts.SelectMany(a => a).Where(a => !there.Contains(a.Student))
            .Select(a => new LeftAlone(a.Student, "It is in the gradebook and not in the folder.")).Distinct());
        return new RegradePlan(cases, left, asBefore);
    }

    /// <summary>Grades the attempts again.</summary>
    /// <param name="plan">What to grade.</param>
    /// <param name="pipeline">Grades one.</param>
    /// <param name="jobs">How many are graded at once.</param>
    /// <param name="afterDeadline">Whether the details of checks that open after the deadline are in the grades.</param>
    /// <param name="made">What the change is dated.</param>
    /// <param name="why">The reason.</param>
    /// <param name="done">Called for each as it is done, one at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The outcomes, in the plan's order.</returns>
    public async Task<IReadOnlyList<RegradeOutcome>> RunAsync(
        RegradePlan plan, GradingPipeline pipeline, int jobs, bool afterDeadline, DateTimeOffset made, string why,
        Action<BatchOutcome> done, CancellationToken cancellation)
    {
        var reporting = new Lock();
        RegradeOutcome[] outcomes = new RegradeOutcome[plan.Cases.Count];
        await Parallel.ForAsync(0, outcomes.Length, new ParallelOptions
        {
            MaxDegreeOfParallelism = jobs,
            CancellationToken =
            cancellation
        }, async (i, stop) =>
        {
            (RegradeOutcome outcome, GradeResult? after) = await GradeAsync(plan.Cases[i], pipeline, afterDeadline, made, why, stop)
                .ConfigureAwait(false);
            outcomes[i] = outcome;
            lock (reporting) done(new BatchOutcome(plan.Cases[i].Submission, after, outcome.Kept));
        }).ConfigureAwait(false);
        return outcomes;
    }

    private Attempt? Match(FoundSubmission submission, IEnumerable<Attempt> recorded, List<LeftAlone> left, CancellationToken cancellation)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            string hash = SourceSet.Read(unpacked.Place(submission, module.Manifest, cancellation).Folder, module.Manifest,
                cancellation).ContentHash;
            Attempt? attempt = recorded.FirstOrDefault(a => a.ContentHash == hash);
            if (attempt is null)
            {
                left.Add(new LeftAlone(submission.Source, recorded.Any()
                    ? "Its files differ from the recorded attempt's, so that this is no regrade. `grader batch` without --only and --regrade takes it as a new attempt."
                    : "It is not in the gradebook. `grader batch` without --only and --regrade grades it."));
            }

            return attempt;
        }
        catch (Exception e) when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or IOException)
        {
            left.Add(new LeftAlone(submission.Source, unpacked.Readable(e.Message)));
            return null;
        }
    }

    private bool IsOlder(GradeResult before, string exercise) =>
        before.Exercises.FirstOrDefault(e => e.Id == exercise) is not { } recorded
        || CombinedGrade.VersionOf(before, recorded) != module.ChecksVersion
        || recorded.Checks.Any(c => c.Outcome == Outcome.GraderError);

    // Without its performance checks an exercise that had them would be graded by other rules than before.
    private bool HasPerformance(GradeResult before, List<string> exercises)
    {
        HashSet<string> timed = [.. module.Checks.OfType<PerformanceCheck>().Select(c => c.Id)];
        return before.Exercises.Where(e => exercises.Contains(e.Id)).Any(e => e.Checks.Any(c => timed.Contains(c.Id)));
    }

    private async Task<(RegradeOutcome Outcome, GradeResult? After)> GradeAsync(RegradeCase one, GradingPipeline pipeline,
        bool afterDeadline, DateTimeOffset made, string why, CancellationToken cancellation)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            string folder = unpacked.Place(one.Submission, module.Manifest, cancellation).Folder;
            GradeResult again = await pipeline.GradeAsync(folder,
                new GradeOptions { Performance = one.Performance, AfterDeadline = afterDeadline, Only = one.Exercises }, null,
                cancellation).ConfigureAwait(false);
            if (again.Submission.ContentHash != one.Attempt.ContentHash)
                return (new RegradeOutcome(one, null, null, "Its files changed while it was graded."), null);
            if (again.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)))
                return (new RegradeOutcome(one, null, null,
                    "A check could not be carried out, which is the grader's fault; the same command tries again."), null);
            GradeResult before;
            lock (_reading) before = gradebook.Result(one.Attempt)!;
            GradeResult after = CombinedGrade.Of(before, again);
            return (new RegradeOutcome(one, CombinedGrade.Change(one.Attempt, before, again, after, made, why),
                Gradebook.Pack(ResultJson.Write(after)), null), after);
        }
        catch (Exception e)
            when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or WorkerFaultException or IOException)
        {
            return (new RegradeOutcome(one, null, null, unpacked.Readable(e.Message)), null);
        }
    }

    private CourseException Unknown(string exercise, List<string> known) => new(
        $"{module.Manifest.Name} has no exercise '{exercise}'.{(NearestName.Among(exercise, known) is { } near ? $" Did you mean {near}?" : "")} Whole exercises are graded again: {string.Join(", ", known)}.");
}
