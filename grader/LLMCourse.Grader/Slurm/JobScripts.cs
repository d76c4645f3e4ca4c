using System.Globalization;
using LLMCourse.Grader.Sandbox;

namespace LLMCourse.Grader.Slurm;

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
        // As this grader was started: by the runtime's host with a .dll, or as a program.
        string host = Environment.ProcessPath ?? HostTools.Dotnet;
        bool byHost = System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet";
        string dll = System.IO.Path.Combine(AppContext.BaseDirectory, "grader.dll");
        string program = byHost || !host.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) ? HostTools.Dotnet : host;
        string needed = program == HostTools.Dotnet ? dll : program;
        string call = program == HostTools.Dotnet ? $"\"$dotnet\" {Quote(dll)}" : Quote(program);
        return $"""
            #!/bin/sh
            # Written by `grader batch --engine slurm`; not made to be edited.
            {settings.Setup}
            dotnet={Quote(HostTools.Dotnet)}
            if [ ! -x "$dotnet" ]; then dotnet=$(command -v dotnet) || dotnet=; fi
            if [ -z "$dotnet" ]; then
              echo "grader: node ${"{SLURMD_NODENAME:-$(hostname)}"} has neither {HostTools.Dotnet} nor a dotnet on its PATH. Load one with --node-setup, or put it where every node sees it." >&2
              exit 127
            fi
            if [ ! -e {Quote(needed)} ]; then
              echo "grader: node ${"{SLURMD_NODENAME:-$(hostname)}"} does not see "{Quote(needed)}". Put the grader on a file system that all nodes share." >&2
              exit 127
            fi
            exec {call} {command} {Quote(folder.Path)}

            """;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
