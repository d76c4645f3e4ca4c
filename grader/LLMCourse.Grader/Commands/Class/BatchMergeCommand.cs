using System.CommandLine;
using LLMCourse.Classes.Slurm;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader batch-merge</c>: puts the results of a run on a cluster into the gradebook. A job calls it, people do not.</summary>
internal static class BatchMergeCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "The run's folder." };
        Command command =
            new("batch-merge", "Put the results of a run on a cluster into the gradebook; called by its last job.") { folder };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) =>
            CommandLine.GuardAsync(() => Task.FromResult(Run(new RunFolder(Path.GetFullPath(parsed.GetValue(folder)!)), cancellation))));
        return command;
    }

    private static ExitCode Run(RunFolder folder, CancellationToken cancellation)
    {
        SlurmPlan plan = folder.ReadPlan();
        MergeReport report = folder.ReadMerge() ?? Merger.Merge(folder, plan, cancellation);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"grader: {report.Graded} grades are in {plan.Gradebook}; {report.Refused} not graded, {report.Missing} missing."));
        return ExitCode.Passed;
    }
}
