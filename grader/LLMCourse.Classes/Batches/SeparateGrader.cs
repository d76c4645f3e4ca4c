using System.Diagnostics;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Classes.Batches;

/// <summary>Grades a submission in a grader process of its own, which may die without taking the class with it.</summary>
/// <param name="module">The module's full name.</param>
/// <param name="course">The course's folder.</param>
/// <param name="sandbox">How student code is kept apart.</param>
/// <param name="program">The grader and its first arguments; null for this grader.</param>
internal sealed class SeparateGrader(string module, string course, SandboxMode sandbox, IReadOnlyList<string>? program = null)
{
    private readonly IReadOnlyList<string> _program = program ?? [HostTools.Dotnet, Path.Combine(AppContext.BaseDirectory, "grader.dll")];

    /// <summary>Grades it.</summary>
    /// <exception cref="WorkerFaultException">The process ended without a result.</exception>
    public async Task<GradeResult> GradeAsync(string folder, GradeOptions options, CancellationToken cancellation)
    {
        using TemporaryFolder reports = new("llmcourse-apart");
        // A session of its own: Ctrl-C is for the batch, and must not look like a grader that died.
        string[] line =
        [
            .. CommandLine.OwnSession(), .. _program, "grade", folder, "--module", module, "--course", course, "--out", reports.Path,
            "--format", "json", "--sandbox", sandbox.ToString(),
            .. options.Performance ? Array.Empty<string>() : ["--no-performance"],
            .. options.AfterDeadline ? ["--after-deadline"] : Array.Empty<string>(),
        ];
        ProcessStartInfo info = new(line[0], line[1..])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Remove("GITHUB_ACTIONS");
        using Process grader = Process.Start(info)!;
        grader.StandardInput.Close();
        Task<string> output = grader.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = grader.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await grader.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            grader.Kill(entireProcessTree: true);
            await grader.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        string said = (await error.ConfigureAwait(false)).Trim();
        _ = await output.ConfigureAwait(false);
        string? file = Directory.EnumerateFiles(reports.Path, "result.json", SearchOption.AllDirectories).FirstOrDefault();
        if (file is not null) return ResultJson.Read(await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false));
        string last = said.Length == 0 ? "" : $": {said.Split('\n')[^1]}";
        throw new WorkerFaultException(
            $"The grader has died while it graded this, and died again in a process of its own (exit code {grader.ExitCode}{last}). "
            + "Grade it by hand with `grader grade`, or enter a grade with `grader gradebook override`.");
    }
}
