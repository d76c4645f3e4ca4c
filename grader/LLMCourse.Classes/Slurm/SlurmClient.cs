using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Slurm;

/// <summary>Slurm's own commands, which every site has and which speak to every version of its controller.</summary>
internal static partial class SlurmClient
{
    /// <summary>Submits a job.</summary>
    /// <param name="arguments">For sbatch.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="CourseException">There is no sbatch, or it refused; the message has its words.</exception>
    public static async Task<string> SubmitAsync(IReadOnlyList<string> arguments)
    {
        // Not cancelled half-way: an id that is not read is a job that nobody knows.
        Answer answer = await RunAsync("sbatch", ["--parsable", .. arguments], CancellationToken.None).ConfigureAwait(false);
        if (answer.Code == 0 && JobId().Match(answer.Output) is { Success: true } id) return id.Groups["id"].Value;
        throw new CourseException($"sbatch refused the job: {Words(answer)}. It was called as: sbatch {string.Join(' ', arguments)}");
    }

    /// <summary>Asks how jobs stand, also those that ended a short while ago.</summary>
    /// <param name="jobs">Their ids.</param>
    /// <param name="cancellation">Stops waiting for the answer.</param>
    /// <returns>What the controller knows of them; null when it does not answer.</returns>
    public static async Task<IReadOnlyList<JobState>?> StatesAsync(IReadOnlyList<string> jobs, CancellationToken cancellation)
    {
        // With a user the controller sends that user's jobs only, not those of the whole cluster.
        Answer answer = await RunAsync("squeue",
            ["--noheader", "--array", "--states=all", $"--user={Environment.UserName}", $"--jobs={string.Join(',', jobs)}",
                "--format=%i|%T|%r|%N"], cancellation).ConfigureAwait(false);
        if (answer.Code == 0) return JobState.Parse(answer.Output);
        return answer.Error.Contains("Invalid job id", StringComparison.Ordinal) ? [] : null;
    }

    /// <summary>Finds the ids of jobs by their name, the array first.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation)
    {
        Answer answer = await RunAsync("squeue", ["--noheader", $"--user={Environment.UserName}", $"--name={name}", "--format=%A"],
            cancellation).ConfigureAwait(false);
        if (answer.Code != 0)
            throw new CourseException($"squeue does not answer: {Words(answer)}. Try again when the cluster's controller is back.");
        return [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Cancels jobs, those that wait and those that run.</summary>
    public static async Task CancelAsync(IReadOnlyList<string> jobs)
    {
        if (jobs.Count > 0) await RunAsync("scancel", jobs, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Says in a few words how a job ended: state, exit code and node, from the controller while it
    /// remembers, else from the accounting.</summary>
    public static async Task<string> EndOfAsync(string job, CancellationToken cancellation)
    {
        Answer shown = await RunAsync("scontrol", ["--oneliner", "show", "job", job], cancellation).ConfigureAwait(false);
        if (shown.Code == 0 && Field(shown.Output, "JobState") is { } state)
            return Describe(state, Field(shown.Output, "ExitCode"), Field(shown.Output, "NodeList"));
        Answer accounted = await RunAsync("sacct",
            ["--noheader", "--parsable2", "--allocations", $"--jobs={job}", "--format=State,ExitCode,NodeList"],
            cancellation).ConfigureAwait(false);
        return accounted.Code == 0 && accounted.Output.Trim().Split('\n')[^1].Split('|') is [string ended, string code, string nodes]
            ? Describe(ended, code, nodes)
            : "its end is not known to Slurm any more";
    }

    /// <summary>Reads the largest number of tasks that the cluster takes in one array.</summary>
    /// <exception cref="CourseException">Slurm is not installed here, or its controller does not answer.</exception>
    public static async Task<int> MaximumArrayAsync(CancellationToken cancellation)
    {
        Answer answer = await RunAsync("scontrol", ["show", "config"], cancellation).ConfigureAwait(false);
        if (answer.Code != 0)
            throw new CourseException($"The cluster's controller does not answer: {Words(answer)}. Nothing was submitted.");
        return MaxArraySize().Match(answer.Output) is { Success: true } found
            && int.TryParse(found.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture, out int n) ? n : 1001;
    }

    private static string Describe(string state, string? exitCode, string? nodes)
    {
        // Slurm writes "exit code:signal".
        string[] parts = (exitCode ?? "0:0").Split(':');
        string code = parts is [_, not "0"] ? $", signal {parts[1]}" : parts[0] != "0" ? $", exit code {parts[0]}" : "";
        return $"{state}{(nodes is null or "" or "(null)" or "None assigned" ? "" : $" on {nodes}")}{code}";
    }

    private static string? Field(string text, string name) => text.Split([' ', '\n'])
        .FirstOrDefault(f => f.StartsWith(name + "=", StringComparison.Ordinal)) is { } field ? field[(name.Length + 1)..] : null;

    private static string Words(Answer answer)
    {
        string said = string.Join("; ", answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => Prefix().Replace(l, "")));
        return said.Length > 0 ? said.TrimEnd('.') : FormattableString.Invariant($"exit code {answer.Code} and no words");
    }

    private static async Task<Answer> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program,
                arguments)
            { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        }
        catch (Win32Exception e)
        {
            throw new CourseException(
                $"There is no {program} here. --engine slurm needs Slurm's commands on the PATH: run it on a login node of the cluster, or load its module. Without a cluster leave --engine out.", e);
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None),
                error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }

            return new Answer(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
    }

    // "123", or "123;cluster" where there are several.
    [GeneratedRegex(@"^(?<id>[0-9]+)(;\S*)?\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex JobId();

    [GeneratedRegex(@"^MaxArraySize\s*=\s*(?<n>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex MaxArraySize();

    [GeneratedRegex(@"^(sbatch|squeue|scontrol): (error: )?", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    private sealed record Answer(int Code, string Output, string Error);
}
