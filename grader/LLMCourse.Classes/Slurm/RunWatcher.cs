using System.Diagnostics;
using System.Globalization;
using LLMCourse.Classes.Batches;

namespace LLMCourse.Classes.Slurm;

/// <summary>Waits for a run to end, and says meanwhile how far it has come.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="plan">The run, submitted.</param>
internal sealed class RunWatcher(RunFolder folder, SlurmPlan plan)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(30);

    // What another machine has written to a network file system may be seen here only when what is known of its folder expires.
    private static readonly TimeSpan FileDelay = TimeSpan.FromSeconds(90), ShortDelay = TimeSpan.FromSeconds(3);

    private readonly ResultTail _tail = new(folder, plan);
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>Waits.</summary>
    /// <param name="report">Called for each submission as its result is there.</param>
    /// <param name="say">Called with a few words on the jobs.</param>
    /// <param name="cancellation">Stops waiting; the jobs go on.</param>
    /// <returns>What the merge job has left; null when it ended without.</returns>
    public async Task<MergeReport?> WaitAsync(Action<BatchOutcome> report, Action<string> say, CancellationToken cancellation)
    {
        for (long? ended = null; ;)
        {
            _tail.Read(report, last: false);
            if (folder.ReadMerge() is { } merged)
            {
                _tail.Read(report, last: true);
                return merged;
            }

            IReadOnlyList<JobState>? states = await SlurmClient.StatesAsync(plan.JobIds, cancellation).ConfigureAwait(false);
            if (states is null) say("the cluster's controller does not answer; the jobs may go on all the same");
            else if (states.Any(s => s.Active)) say(Describe(states, plan.ShardJob!));

            if (states is null || states.Any(s => s.Active)) ended = null;
            else if (Stopwatch.GetElapsedTime(ended ??= Stopwatch.GetTimestamp())
                > (states.Any(s => s.Job == plan.MergeJob && s.State != "COMPLETED") ? ShortDelay : FileDelay))
                return folder.ReadMerge();
            await Task.Delay(Wait(), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Says how the jobs of an array stand, for example "3 running, 5 waiting (Resources), 1 failed".</summary>
    internal static string Describe(IReadOnlyList<JobState> states, string shardJob)
    {
        JobState[] shards = [.. states.Where(s => s.Job == shardJob)];
        if (shards.Length > 0 && !shards.Any(s => s.Active))
            return "the merge job is " + (states.FirstOrDefault(s => s.Job != shardJob)?.Running == true ? "running" : "waiting");
        JobState[] waiting = [.. shards.Where(s => s.Active && !s.Running)];
        string[] reasons = [.. waiting.Select(s => s.Reason).Where(r => r is not ("" or "None")).Distinct(StringComparer.Ordinal).Take(3)];
        int failed = shards.Count(s => !s.Active && s.State != "COMPLETED");
        List<string> words = [string.Create(CultureInfo.InvariantCulture, $"{shards.Count(s => s.Running)} shards running")];
        if (waiting.Length > 0)
            words.Add(string.Create(CultureInfo.InvariantCulture,
                $"{waiting.Length} waiting{(reasons.Length > 0 ? $" ({string.Join("; ", reasons)})" : "")}"));
        if (failed > 0) words.Add(string.Create(CultureInfo.InvariantCulture, $"{failed} ended early"));
        return string.Join(", ", words);
    }

    // A short run is looked at often, a long one twice a minute: the controller serves the whole cluster.
    private TimeSpan Wait()
    {
        TimeSpan tenth = Stopwatch.GetElapsedTime(_begun) / 10;
        return tenth < ShortestWait ? ShortestWait : tenth > LongestWait ? LongestWait : tenth;
    }
}
