using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Slurm;

/// <summary>Puts the results of a run into the gradebook: in the order of the submissions, each once, also
/// those of shards that did not finish.</summary>
internal static class Merger
{
    /// <summary>Merges; to do it again changes nothing. Only one shard is held in memory at a time.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="plan">The run.</param>
    /// <param name="cancellation">Stops between submissions.</param>
    /// <exception cref="GradebookException">The gradebook is in use, is damaged or cannot be written.</exception>
    public static MergeReport Merge(RunFolder folder, SlurmPlan plan, CancellationToken cancellation)
    {
        int graded = 0, refused = 0, missing = 0;
        List<int> unfinished = [];
        using (Gradebook gradebook = Gradebook.OpenForMerging(plan.Gradebook))
        {
            for (int shard = 0; shard < plan.Shards; shard++)
            {
                Dictionary<string, ShardLine> lines = LinesOf(folder, shard);
                int missingHere = 0;
                foreach (FoundSubmission submission in folder.ReadShard(shard))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!lines.TryGetValue(submission.Student.Key, out ShardLine? line)) missingHere++;
                    else if (line.Attempt is null || line.Result() is not { } result)
                    {
                        gradebook.SaveUngraded(new Ungraded(line.Student, plan.Module[..3], submission.Source,
                            line.Refused ?? "Its result was not written whole.", plan.PlannedUtc));
                        refused++;
                    }
                    else if (result.Module.ChecksVersion != plan.ChecksVersion) missingHere++;
                    else
                    {
                        gradebook.Save(line.Attempt, result, line.Code);
                        graded++;
                    }
                }

                if (missingHere > 0) unfinished.Add(shard);
                missing += missingHere;
            }
        }

        // Only now: closing the gradebook has flushed it to the disk, and what this file says lets the results be deleted.
        var report = new MergeReport(graded, refused, missing, unfinished);
        folder.WriteMerge(report);
        return report;
    }

    /// <summary>Reads what is there of a shard, by student; a grade is preferred to a refusal, and one that no
    /// fault touched to one that a fault did.</summary>
    internal static Dictionary<string, ShardLine> LinesOf(RunFolder folder, int shard)
    {
        Dictionary<string, ShardLine> lines = new(StringComparer.Ordinal);
        IReadOnlyList<string> files = File.Exists(folder.ResultFile(shard)) ? [folder.ResultFile(shard)] : folder.PartsOf(shard);
        foreach (string file in files)
        {
            LineReader.Read(file, 0, line =>
            {
                if (!lines.TryGetValue(line.Student, out ShardLine? known) || Rank(line) > Rank(known)) lines[line.Student] = line;
            });
        }

        return lines;
    }

    private static int Rank(ShardLine line) => line.Complete ? 2 : line.Attempt is not null ? 1 : 0;
}
