using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Grades a class on a cluster: plans the shards, submits the jobs, waits for them and says what came of it.</summary>
/// <remarks>This process never holds the gradebook while jobs run; only the merge job, or this process
/// when there is no job, writes to it.</remarks>
/// <param name="request">What to grade.</param>
/// <param name="settings">What to ask of the cluster.</param>
/// <param name="console">Gets the summary.</param>
internal sealed class SlurmBatch(SlurmRequest request, SlurmSettings settings, IAnsiConsole console)
{
    private readonly RunFolder _folder = RunFolder.Of(request.Gradebook);

    /// <summary>Grades, or goes on with a run that was left.</summary>
    /// <param name="cancellation">Stops waiting; jobs that are submitted go on.</param>
    /// <exception cref="CourseException">The cluster does not take the jobs, or a run is there that must be finished first.</exception>
    /// <exception cref="GradebookException">The gradebook cannot be written, or another grader has it.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        // Not the gradebook's own lock, which the merge job takes.
        using GradebookLock one = GradebookLock.Take(_folder.Path);
        if (_folder.HasPlan && await GoOnAsync(cancellation).ConfigureAwait(false) is { } running)
        {
            Say($"going on with the run of {running.PlannedUtc.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}: jobs {string.Join(" and ", running.JobIds)}.");
            return await WatchAsync(running, [], cancellation).ConfigureAwait(false);
        }

        ModuleContent module = ModuleContent.Load(request.Layout, request.Module);
        int most = await SlurmClient.MaximumArrayAsync(cancellation).ConfigureAwait(false);
        HashSet<string> graded = Prepare(module, cancellation);
        FoundSubmission[] missing = [.. request.Submissions.Where(s => !graded.Contains(s.Student.Key))];
        FoundSubmission[] skipped = [.. request.Submissions.Where(s => graded.Contains(s.Student.Key))];
        if (missing.Length == 0) return Summarize(skipped);

        int size = ShardSizes.Choose(missing.Length, settings.ShardSize, most);
        SlurmPlan plan = await SubmitAsync(module, missing, size, cancellation).ConfigureAwait(false);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{missing.Length} submissions in {plan.Shards} shards are submitted as job {plan.ShardJob}, and job {plan.MergeJob} will put the grades into {request.Gradebook}."));
        if (settings.NoWait)
        {
            Say($"not waiting for them. {HowToGoOn(plan)}");
            return ExitCode.Passed;
        }

        return await WatchAsync(plan, skipped, cancellation).ConfigureAwait(false);
    }

    /// <summary>Deals with what an earlier run has left.</summary>
    /// <returns>The run when its jobs are not done; null when nothing is left of it.</returns>
    private async Task<SlurmPlan?> GoOnAsync(CancellationToken cancellation)
    {
        SlurmPlan plan = _folder.ReadPlan();
        if (_folder.ReadMerge() is null)
        {
            if (!request.Resume)
                throw new CourseException(
                    $"{_folder.Path} holds a run that is not finished. --resume goes on with it. To begin anew instead: scancel --name={plan.JobName}; rm -r '{_folder.Path}'");
            if (plan.Module != request.Module)
                throw new CourseException(
                    $"{_folder.Path} holds a run of {plan.Module}. Finish it first: the same command with --module {plan.Module}.");
            if (plan.ShardJob is null || plan.MergeJob is null)
            {
                // The grader died while it submitted. What it has submitted has no one to merge it.
                await SlurmClient.CancelAsync(await SlurmClient.FindAsync(plan.JobName, cancellation).ConfigureAwait(false))
                    .ConfigureAwait(false);
            }
            else if (await SlurmClient.StatesAsync(plan.JobIds, cancellation).ConfigureAwait(false) is not { } states)
            {
                throw new CourseException(
                    $"squeue does not answer, so that it is not known whether the jobs {string.Join(" and ", plan.JobIds)} still run. Try again when the cluster's controller is back.");
            }
            else if (states.Any(s => s.Active))
            {
                return plan;
            }

            // A job may have merged since this was looked at; to merge again changes nothing.
            MergeReport merged = Merger.Merge(_folder, plan, cancellation);
            Say(string.Create(CultureInfo.InvariantCulture, $"{merged.Graded} grades of the run before are put into the gradebook."));
        }

        _folder.Delete();
        return null;
    }

    /// <summary>Enrols the students, and finds out who needs no grade.</summary>
    private HashSet<string> Prepare(ModuleContent module, CancellationToken cancellation)
    {
        using Gradebook gradebook = Gradebook.OpenForMerging(request.Gradebook);
        gradebook.Enrol([.. request.Submissions.Select(s => s.Student), .. request.Roster]);
        return request.Resume ? GradedStudents.Find(request.Submissions, module, gradebook, cancellation) : [];
    }

    private async Task<SlurmPlan> SubmitAsync(ModuleContent module, FoundSubmission[] submissions, int shardSize,
        CancellationToken cancellation)
    {
        SlurmPlan plan = new()
        {
            RunId = Guid.NewGuid().ToString("N")[..12],
            PlannedUtc = DateTimeOffset.UtcNow,
            Gradebook = Path.GetFullPath(request.Gradebook),
            Course = request.Layout.Root,
            Module = request.Module,
            ChecksVersion = module.ChecksVersion,
            GraderVersion = GradingPipeline.Version,
            Sandbox = request.Sandbox,
            Options = request.Options,
            Jobs = request.Jobs,
            Submissions = submissions.Length,
            Shards = (submissions.Length + shardSize - 1) / shardSize,
        };
        try
        {
            // What an earlier run left when it was cut short while it was deleted.
            _folder.Delete();
            _folder.Create(submissions, shardSize);
            JobScripts.Write(_folder, settings);
            _folder.WritePlan(plan);
            cancellation.ThrowIfCancellationRequested();
            plan = plan with
            {
                ShardJob = await SlurmClient.SubmitAsync(JobScripts.ForShards(_folder, plan, settings)).ConfigureAwait(false)
            };
            plan = plan with
            {
                MergeJob = await SlurmClient.SubmitAsync(JobScripts.ForMerge(_folder, plan, settings)).ConfigureAwait(false)
            };
            _folder.WritePlan(plan);
            return plan;
        }
        catch
        {
            await SlurmClient.CancelAsync(plan.JobIds).ConfigureAwait(false);
            _folder.Delete();
            throw;
        }
    }

    private async Task<ExitCode> WatchAsync(SlurmPlan plan, FoundSubmission[] skipped, CancellationToken cancellation)
    {
        using var progress = new BatchProgress(plan.Submissions + skipped.Length);
        MergeReport? merged = null;
        try
        {
            await progress.RunAsync(async report =>
            {
                foreach (FoundSubmission submission in skipped) report(new BatchOutcome(submission, null, null));
                merged = await new RunWatcher(_folder, plan).WaitAsync(report, progress.Say, cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.Reset();
            Say(string.Create(CultureInfo.InvariantCulture,
                $"detached; the jobs go on without this. {progress.Done} of {plan.Submissions + skipped.Length} are graded. {HowToGoOn(plan)}"));
            return ExitCode.Interrupted;
        }

        if (merged is null)
        {
            Say($"the merge job {plan.MergeJob} ended without putting the grades into {request.Gradebook}: {await SlurmClient.EndOfAsync(plan.MergeJob!, cancellation).ConfigureAwait(false)}. {LogTail.Of(_folder.MergeLog, _folder.Path)}");
            Say($"the results are in {_folder.Path}; the same command with --resume puts them into the gradebook and grades what is missing.");
            return ExitCode.GraderError;
        }

        progress.WriteSummary(console, plan.Module, request.Gradebook);
        if (merged.Missing > 0)
        {
            await SayWhatFailedAsync(plan, merged, cancellation).ConfigureAwait(false);
            return ExitCode.GraderError;
        }

        _folder.Delete();
        return progress.ExitCode;
    }

    private async Task SayWhatFailedAsync(SlurmPlan plan, MergeReport merged, CancellationToken cancellation)
    {
        const int Most = 5;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{merged.Missing} submissions are not graded, because {merged.Unfinished.Count} of {plan.Shards} shards did not finish:"));
        foreach (int shard in merged.Unfinished.Take(Most))
        {
            string end = await SlurmClient.EndOfAsync(string.Create(CultureInfo.InvariantCulture, $"{plan.ShardJob}_{shard}"), cancellation)
                .ConfigureAwait(false);
            Say(string.Create(CultureInfo.InvariantCulture,
                $"shard {shard} (job {plan.ShardJob}_{shard}): {end}. {LogTail.Of(_folder.ShardLog(shard), _folder.Path)}"));
        }

        if (merged.Unfinished.Count > Most)
            Say(string.Create(CultureInfo.InvariantCulture,
                $"and {merged.Unfinished.Count - Most} more; their logs are in {Path.Combine(_folder.Path, "logs")}."));
        Say("the grades so far are in the gradebook; the same command with --resume submits only what is missing. To keep off a node: --sbatch=--exclude=NODE");
    }

    private static ExitCode Summarize(FoundSubmission[] skipped)
    {
        Say(string.Create(CultureInfo.InvariantCulture,
            $"all {skipped.Length} submissions have grades by these checks already; nothing was submitted."));
        return ExitCode.Passed;
    }

    private static string HowToGoOn(SlurmPlan plan) =>
        $"The same command with --resume goes on from here; to stop the jobs: scancel {string.Join(' ', plan.JobIds)} (what is graded by then is kept, and --resume finds it).";

    private static void Say(string text) => Console.Error.WriteLine($"grader: {StudentText.Terminal(text)}");
}
