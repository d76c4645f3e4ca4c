using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Classes.Batches;

/// <summary>Grades many submissions side by side; each grade is in the gradebook before the next of its slot begins.</summary>
/// <param name="module">The module.</param>
/// <param name="pipeline">Grades one.</param>
/// <param name="gradebook">Takes the grades: a gradebook, or the file of a shard.</param>
/// <param name="jobs">How many are graded at once.</param>
/// <param name="apart">Grades what a grader died of, or may have died of, before.</param>
internal sealed class BatchRunner(ModuleContent module, GradingPipeline pipeline, IGradeSink gradebook, int jobs, SeparateGrader apart)
{
    /// <summary>Grades the submissions.</summary>
    /// <param name="submissions">What to grade.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="resume">Whether to leave out what has a grade by the same checks.</param>
    /// <param name="done">Called for each as it is done, one at a time.</param>
    /// <param name="cancellation">Stops it; grades that were saved stay.</param>
    /// <exception cref="GradebookException">A grade could not be saved.</exception>
    public async Task RunAsync(IReadOnlyList<FoundSubmission> submissions, GradeOptions options, bool resume, Action<BatchOutcome> done,
        CancellationToken cancellation)
    {
        var reporting = new Lock();
        await Parallel.ForEachAsync(submissions, new ParallelOptions
        {
            MaxDegreeOfParallelism = jobs,
            CancellationToken = cancellation
        }, async (submission, stop) =>
        {
            BatchOutcome outcome = await GradeAsync(submission, options, resume, stop).ConfigureAwait(false);
            lock (reporting) done(outcome);
        }).ConfigureAwait(false);
    }

    private async Task<BatchOutcome> GradeAsync(FoundSubmission submission, GradeOptions options, bool resume,
        CancellationToken cancellation)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            PlacedSubmission placed = unpacked.Place(submission, module.Manifest, cancellation);
            SourceSet sources =
                SourceSet.Read(placed.Folder, module.Manifest, cancellation);
            if (NothingOf(sources, placed, module.Manifest) is { } nothing) return Refuse(submission, nothing, ourFault: false);
            BatchOutcome outcome = new(submission, null, null) { NotTaken = placed.NotTaken, IsTimeOfFiles = !placed.IsTimeStated };
            if (resume && gradebook.IsGraded(submission.Student.Key, module.Manifest.Id, sources.ContentHash, module.ChecksVersion))
            {
                gradebook.Record(placed.AttemptOf(submission, module.Manifest.Id, sources.ContentHash), HandedInCode.Pack(sources.Files));
                return outcome;
            }

            GradeResult result = await GradeAsync(submission.Student.Key, sources.ContentHash, placed.Folder, options, cancellation)
                .ConfigureAwait(false);
            result = result with
            {
                Submission = result.Submission with
                {
                    Name = submission.Student.Key,
                    LeftBehind = [.. placed.NotTaken, .. result.Submission.LeftBehind]
                }
            };
            gradebook.Save(placed.AttemptOf(submission, module.Manifest.Id, result.Submission.ContentHash), result,
                HandedInCode.Pack(sources.Files));
            gradebook.End(submission.Student.Key, module.Manifest.Id, sources.ContentHash);
            return outcome with { Result = result, NotTaken = result.Submission.LeftBehind };
        }
        catch (Exception e)
            when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or WorkerFaultException or IOException)
        {
            // One that cannot be read, or a worker that does not start, must not keep the others from being graded.
            return Refuse(submission, unpacked.Readable(e.Message), e is WorkerFaultException);
        }
    }

    // What a process dies of is met once: from then on it dies alone, and the note stays, so that it does so each time.
    private async Task<GradeResult> GradeAsync(string student, string contentHash, string folder, GradeOptions options,
        CancellationToken cancellation)
    {
        if (gradebook.Begin(student, module.Manifest.Id, contentHash))
            return await apart.GradeAsync(folder, options, cancellation).ConfigureAwait(false);
        try
        {
            return await pipeline.GradeAsync(folder, options, null, cancellation).ConfigureAwait(false);
        }
        catch
        {
            gradebook.End(student, module.Manifest.Id, contentHash);
            throw;
        }
    }

    // What no grade stands for is no 0: it is kept as what it is, and named.
    private BatchOutcome Refuse(FoundSubmission submission, string why, bool ourFault)
    {
        gradebook.SaveUngraded(
            new Ungraded(submission.Student.Key, module.Manifest.Id, submission.Source, why, TimeProvider.System.GetUtcNow())
            {
                IsOurFault = ourFault
            });
        return new BatchOutcome(submission, null, why) { IsOurFault = ourFault };
    }

    /// <summary>Says that no graded file could be taken and what there was instead; null when there is one.</summary>
    internal static string? NothingOf(SourceSet sources, PlacedSubmission placed, ModuleManifest manifest)
    {
        if (sources.Answers is not null || sources.Files.Any(f => manifest.Files.Contains(f.Name))) return null;
        string[] there = [.. placed.NotTaken.Concat(sources.LeftBehind).OrderByDescending(f => f.Matters)
            .Select(f => $"{f.Path}: {f.Reason}"), .. sources.Files.Select(f => $"{f.Name}: Not one of the module's files."),
            .. sources.Problems.Select(p => p.Message)];
        const int Most = 4;
        return $"No file of {manifest.Name} was found in it{(there.Length == 0 ? "; it is empty." : $". {string.Join(" ", there.Take(Most))}{(there.Length > Most ? " …" : "")}")}";
    }
}
