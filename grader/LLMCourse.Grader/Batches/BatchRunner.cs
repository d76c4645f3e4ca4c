using LLMCourse.Grader.Course;
using LLMCourse.Grader.Gradebooks;
using LLMCourse.Grader.Intake;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Probing;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Batches;

/// <summary>Grades many submissions side by side; each grade is in the gradebook before the next of its slot begins.</summary>
/// <param name="module">The module.</param>
/// <param name="pipeline">Grades one.</param>
/// <param name="gradebook">Takes the grades: a gradebook, or the file of a shard.</param>
/// <param name="jobs">How many are graded at once.</param>
internal sealed class BatchRunner(ModuleContent module, GradingPipeline pipeline, IGradeSink gradebook, int jobs)
{
    /// <summary>Grades the submissions.</summary>
    /// <param name="submissions">What to grade.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="resume">Whether to leave out what has a grade by the same checks.</param>
    /// <param name="done">Called for each as it is done, one at a time.</param>
    /// <param name="cancellation">Stops it; grades that were saved stay.</param>
    /// <exception cref="GradebookException">A grade could not be saved.</exception>
    public async Task RunAsync(IReadOnlyList<FoundSubmission> submissions, GradeOptions options, bool resume, Action<BatchOutcome> done, CancellationToken cancellation)
    {
        var reporting = new Lock();
        await Parallel.ForEachAsync(submissions, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, async (submission, stop) =>
        {
            BatchOutcome outcome = await GradeAsync(submission, options, resume, stop).ConfigureAwait(false);
            lock (reporting) done(outcome);
        }).ConfigureAwait(false);
    }

    private async Task<BatchOutcome> GradeAsync(FoundSubmission submission, GradeOptions options, bool resume, CancellationToken cancellation)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            string folder = unpacked.Place(submission, cancellation);
            if (resume)
            {
                SourceSet sources = new SubmissionReader().Read(Submission.Locate(folder, module.Manifest), module.Manifest, cancellation);
                if (gradebook.IsGraded(submission.Student.Key, module.Manifest.Id, sources.ContentHash, module.ChecksVersion)) return new BatchOutcome(submission, null, null);
            }

            GradeResult result = await pipeline.GradeAsync(folder, options, null, cancellation).ConfigureAwait(false);
            result = result with { Submission = result.Submission with { Name = submission.Student.Key } };
            gradebook.Save(new Attempt(submission.Student.Key, module.Manifest.Id, result.Submission.ContentHash, submission.SubmittedUtc, submission.Source), result);
            return new BatchOutcome(submission, result, null);
        }
        catch (Exception e) when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or WorkerFaultException or IOException)
        {
            // One that cannot be read, or a worker that does not start, must not keep the others from being graded.
            return new BatchOutcome(submission, null, e.Message);
        }
    }
}
