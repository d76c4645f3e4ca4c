using System.Diagnostics;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>The grader as its users start it: a process with arguments, output and an exit code.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class ProcessTests(GradingFixture grading) : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("llmcourse-reports-");

    public void Dispose() => _reports.Delete(recursive: true);

    [Theory]
    [InlineData("--help", "grade")]
    [InlineData("grade --help", "--only")]
    [InlineData("verify --help", "--module")]
    public async Task Help_EveryCommand_IsShownAndPasses(string arguments, string contains)
    {
        (int ExitCode, string Output, string Error) ended = await RunAsync(arguments.Split(' '));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains(contains, ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M99", "There is no module 'M99'")]
    [InlineData("M02.Atention", "Did you mean M02.Attention?")]
    public async Task Grade_UnknownModule_IsWrongUsage(string module, string says)
    {
        (int ExitCode, string Output, string Error) ended = await RunAsync("grade", _reports.FullName, "--module", module);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grade", "Say what to grade")]
    [InlineData("grade does-not-exist", "is not a folder")]
    [InlineData("grade . --format pdf", "not a report format")]
    [InlineData("grade . --nonsense", "--nonsense")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("grade . --module M02 --only M02.E99", "no exercise or check 'M02.E99'")]
    [InlineData("tour --only M02.E99", "M02.Attention has no exercise M02.E99")]
    public async Task Arguments_ThatMakeNoSense_SayWhatToDo(string arguments, string says)
    {
        (int ExitCode, string Output, string Error) ended = await RunAsync(arguments.Split(' '));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M02.E3.causal", 0, "100")]
    [InlineData("M02.E1.one-axis", 1, "0")]
    public async Task Grade_Submission_ExitsWithWhetherPointsWereLost(string only, int code, string percent)
    {
        string path = grading.Write(GradingFixture.Sample("attacks/M02", "63-output-forges-reports"));

        (int ExitCode, string Output, string Error) ended = await RunAsync("grade", path, "--module", "M02", "--only", only,
            "--no-performance", "--format", "md,json,html,junit,classroom,gradescope");

        Assert.Equal(code, ended.ExitCode);
        Assert.Contains($"{percent} %", ended.Output.Replace(".00", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ended.Output + ended.Error);
        Assert.DoesNotContain((ended.Output + ended.Error).Split('\n'),
            line => line.TrimStart().StartsWith("::", StringComparison.Ordinal));
        Assert.Equal(6, _reports.EnumerateFiles("*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Grade_InterruptedWhileItHangs_LeavesNothingRunning()
    {
        string path = grading.Write(GradingFixture.Sample("M02", "12-hangs"));
        using Process grader = GraderProcess.Start(WithReports(["grade", path, "--module", "M02", "--only", "M02.E1.one-axis"]));
        Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();

        // A second worker is started when the first is taken for the submission.
        while (!grader.HasExited && WorkerProcesses.Of(grader.Id).Count() < 2) await Task.Delay(100);
        Assert.False(grader.HasExited, await WhenEnded(grader, error));
        using (Process kill = Process.Start("kill", ["-INT", $"{grader.Id}"])) await kill.WaitForExitAsync();
        await grader.WaitForExitAsync();

        Assert.Equal(130, grader.ExitCode);
        Assert.DoesNotContain('\u001b', await output + await error);
        Assert.Empty(await WorkerProcesses.BeyondAsync(GradingFixture.SpareWorkers));
        Assert.Empty(_reports.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    private static async Task<string> WhenEnded(Process process, Task<string> error) => process.HasExited ? await error : "";

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        GraderProcess.RunAsync(WithReports(arguments));

    private string[] WithReports(string[] arguments) =>
        arguments is ["grade", _, ..] && !arguments.Contains("--help")
            ? [.. arguments, "--out", _reports.FullName]
            : arguments;
}
