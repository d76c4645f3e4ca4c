namespace LLMCourse.Classes.Slurm;

/// <summary>How a job of a run stands.</summary>
/// <param name="Job">The id of the job or the job array.</param>
/// <param name="Task">The number within the array; null for a job that is none.</param>
/// <param name="State">Slurm's word, for example <c>RUNNING</c>.</param>
/// <param name="Reason">Why it waits, in Slurm's words; <c>None</c> or empty when it does not.</param>
/// <param name="Node">Where it runs or ran; empty when nowhere.</param>
internal sealed record JobState(string Job, int? Task, string State, string Reason, string Node)
{
    // https://slurm.schedmd.com/squeue.html, "job state codes"; every other one is an end.
    private static readonly HashSet<string> Unfinished = new(StringComparer.Ordinal)
    {
        "PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "RESIZING", "STAGE_OUT", "REQUEUED",
        "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT",
    };

    /// <summary>Gets a value indicating whether it still has something to do.</summary>
    public bool Active => Unfinished.Contains(State);

    /// <summary>Gets a value indicating whether it runs now.</summary>
    public bool Running => State is "RUNNING" or "COMPLETING";

    /// <summary>Reads what <c>squeue --array --format=%i|%T|%r|%N</c> prints.</summary>
    /// <remarks>Ids are <c>123</c> and <c>123_4</c>; where a site's squeue does not expand pending tasks,
    /// <c>123_[5-9%2]</c>, which counts as one.</remarks>
    public static IReadOnlyList<JobState> Parse(string text)
    {
        List<JobState> states = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split('|') is not [string id, string state, string reason, string node]) continue;
            string[] parts = id.Split('_');
            int? task = parts.Length == 2 && int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out int number)
                ? number
                : null;
            states.Add(new JobState(parts[0], task, state, reason, node));
        }

        return states;
    }
}
