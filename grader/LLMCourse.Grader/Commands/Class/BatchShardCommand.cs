using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader batch-shard</c>: grades one shard of a run on a cluster. Jobs call it, people do not.</summary>
internal static class BatchShardCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "The run's folder." };
        Option<int?> shard = new("--shard") { Description = "Which shard. Default: the task of the job array.", HelpName = "N" };
        Command command = new("batch-shard", "Grade one shard of a run on a cluster; called by its jobs.") { folder, shard };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) =>
            CommandLine.GuardAsync(() =>
                RunAsync(new RunFolder(Path.GetFullPath(parsed.GetValue(folder)!)), parsed.GetValue(shard) ?? TaskNumber(), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(RunFolder folder, int shard, CancellationToken cancellation)
    {
        SlurmPlan plan = folder.ReadPlan();
        if (shard < 0 || shard >= plan.Shards) throw new CourseException($"There is no shard {shard}; they are 0 to {plan.Shards - 1}.");
        if (File.Exists(folder.ResultFile(shard)))
        {
            // The node was lost after the last grade: what was asked for is there.
            Say($"shard {shard} is finished already.");
            return ExitCode.Passed;
        }

        IReadOnlyList<FoundSubmission> submissions = folder.ReadShard(shard);
        await using var graders = new ModuleGraders(new CourseLayout(plan.Course), plan.Sandbox, plan.Jobs);
        ModuleContent module = graders.ContentOf(plan.Module);
        if (module.ChecksVersion != plan.ChecksVersion || GradingPipeline.Version != plan.GraderVersion)
            throw new CourseException(
                $"The run was planned for grader {plan.GraderVersion} with checks {plan.ChecksVersion}; this node sees grader {GradingPipeline.Version} with checks {module.ChecksVersion} in {plan.Course}. Run the batch again with --resume once every node sees the same course.");

        using var writer = new ShardWriter(folder, shard, RunWord());
        FoundSubmission[] left = [.. submissions.Where(s => !writer.Kept.Contains(s.Student.Key))];
        Say($"shard {shard} on {Environment.GetEnvironmentVariable("SLURMD_NODENAME") ?? Environment.MachineName}: {left.Length} of {submissions.Count} to grade{(left.Length < submissions.Count ? "; the others an earlier run of this shard has graded" : "")}.");
        int done = submissions.Count - left.Length;
        var runner = new BatchRunner(module, graders.For(plan.Module), writer, plan.Jobs,
            new SeparateGrader(plan.Module, plan.Course, plan.Sandbox));
        try
        {
            await runner.RunAsync(left, plan.Options, resume: false, Take, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Say($"told to stop; {done} of {submissions.Count} are graded and kept.");
            return ExitCode.Interrupted;
        }

        writer.Finish();
        Say($"shard {shard}: {done} of {submissions.Count} done.");
        return ExitCode.Passed;

        void Take(BatchOutcome _)
        {
            done++;
        }
    }

    // Whatever else happens, no two processes may share a file: a task can be run twice at once when its node was only thought to be lost.
    private static string RunWord() =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMddHHmmssfff}-{Guid.NewGuid():N}");

    private static int TaskNumber() =>
        int.TryParse(Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID"), NumberStyles.None,
            CultureInfo.InvariantCulture, out int task)
            ? task
            : throw new CourseException("This is run by the tasks of a Slurm job array; outside of one name the shard with --shard.");

    private static void Say(FormattableString text) => Console.Error.WriteLine($"grader: {FormattableString.Invariant(text)}");
}
