using System.Globalization;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Classes.Slurm;

/// <summary>The scripts of a run's jobs, and how they are submitted.</summary>
internal static class JobScripts
{
    /// <summary>Writes the two scripts into the run's folder.</summary>
    public static void Write(RunFolder folder, SlurmSettings settings)
    {
        File.WriteAllText(folder.ShardScript, Script(folder, settings, "batch-shard"));
        File.WriteAllText(folder.MergeScript, Script(folder, settings, "batch-merge"));
    }

    /// <summary>Returns sbatch's arguments for the job array.</summary>
    public static IReadOnlyList<string> ForShards(RunFolder folder, SlurmPlan plan, SlurmSettings settings) =>
    [
        .. Common(folder, plan, settings, plan.Jobs),
        string.Create(CultureInfo.InvariantCulture, $"--array=0-{plan.Shards - 1}{(settings.ArrayLimit is { } limit ? $"%{limit}" : "")}"),
        "--output=logs/shard-%a.log",
        .. settings.Gres is { } gres ? [$"--gres={gres}"] : Array.Empty<string>(),
        .. settings.Extra,
        folder.ShardScript,
    ];

    /// <summary>Returns sbatch's arguments for the job that merges, once every shard has ended, however it ended.</summary>
    public static IReadOnlyList<string> ForMerge(RunFolder folder, SlurmPlan plan, SlurmSettings settings) =>
    [
        .. Common(folder, plan, settings, 1),
        $"--dependency=afterany:{plan.ShardJob}",
        "--output=logs/merge.log",
        .. settings.Extra,
        folder.MergeScript,
    ];

    // The folder is where the jobs run, and not part of --output: there a % would be the start of a pattern.
    private static IEnumerable<string> Common(RunFolder folder, SlurmPlan plan, SlurmSettings settings, int processors)
    {
        yield return $"--job-name={plan.JobName}";
        yield return $"--chdir={folder.Path}";
        yield return "--requeue";
        yield return "--open-mode=append";
        yield return "--ntasks=1";
        yield return string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={processors}");
        if (settings.Partition is { } partition) yield return $"--partition={partition}";
        if (settings.Time is { } time) yield return $"--time={time}";
        if (settings.Memory is { } memory) yield return $"--mem={memory}";
    }

    private static string Script(RunFolder folder, SlurmSettings settings, string command)
    {
        // The dotnet of this machine where the node has it too, else one that --node-setup has put on the PATH.
        string dll = Path.Combine(AppContext.BaseDirectory, "grader.dll");
        return $$"""
            #!/bin/sh
            # Written by `grader batch --engine slurm`; the next run writes it anew.
            {{settings.Setup}}
            node=${SLURMD_NODENAME:-$(hostname)}
            dotnet={{Quote(HostTools.Dotnet)}}
            [ -x "$dotnet" ] || dotnet=$(command -v dotnet)
            if [ -z "$dotnet" ]; then
              echo "grader: node $node has neither "{{Quote(HostTools.Dotnet)}}" nor a dotnet on its PATH. Load one with --node-setup." >&2
              exit 127
            fi
            if [ ! -e {{Quote(dll)}} ]; then
              echo "grader: node $node does not see "{{Quote(dll)}}". Put the grader on a file system that all nodes share." >&2
              exit 127
            fi
            exec "$dotnet" {{Quote(dll)}} {{command}} {{Quote(folder.Path)}}

            """;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
