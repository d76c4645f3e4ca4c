using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Classes.Slurm;

/// <summary>Finds the students whose submissions have a grade by the same checks, from what was handed in itself.</summary>
internal static class GradedStudents
{
    /// <summary>Reads every submission and asks the gradebook. What cannot be read counts as not graded: the shard says why.</summary>
    public static HashSet<string> Find(IReadOnlyList<FoundSubmission> submissions, ModuleContent module, Gradebook gradebook,
        CancellationToken cancellation)
    {
        // A student without any attempt needs no reading, which on a shared file system is what takes the time.
        HashSet<string> known = [.. gradebook.Attempts()
            .Where(a => a.Attempt.Module == module.Manifest.Id && a.ChecksVersion == module.ChecksVersion).Select(a => a.Attempt.Student)];
        HashSet<string> graded = new(StringComparer.Ordinal);
        foreach (FoundSubmission submission in submissions.Where(s => known.Contains(s.Student.Key)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var unpacked = new UnpackedSubmission();
            try
            {
                PlacedSubmission placed = unpacked.Place(submission, module.Manifest, cancellation);
                SourceSet sources =
                    SourceSet.Read(placed.Folder, module.Manifest, cancellation);
                if (!gradebook.IsGraded(submission.Student.Key, module.Manifest.Id, sources.ContentHash, module.ChecksVersion)) continue;
                gradebook.Record(placed.AttemptOf(submission, module.Manifest.Id, sources.ContentHash));
                graded.Add(submission.Student.Key);
            }
            catch (Exception e) when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or IOException)
            {
                // Submitted again, and named by its shard.
            }
        }

        return graded;
    }
}
