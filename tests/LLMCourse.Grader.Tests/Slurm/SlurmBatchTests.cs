using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.Authoring.Samples;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>A class is graded on a real cluster of three nodes, and the gradebook compared with that of a run without one.</summary>
/// <param name="cluster">The cluster.</param>
[Collection(SlurmCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed partial class SlurmBatchTests(SlurmCluster cluster) : IDisposable
{
    private const string Module = "M02";
    private const int Students = 6;

    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-slurm-tests-").FullName;

    private string ClassFolder => Path.Combine(_home, "class");

    private string Book => Path.Combine(_home, "class.db");

    private RunFolder Run => RunFolder.Of(Book);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Batch_JobsCancelledThenANodeKilled_GivesTheGradebookOfALocalRun()
    {
        WriteClass();

        // One shard at a time, left as soon as something is there of the first.
        using (Process grader = Start("--shard-size", "4", "--array-limit", "1"))
        {
            Task<string> said = grader.StandardError.ReadToEndAsync(), printed = grader.StandardOutput.ReadToEndAsync();
            await SlurmCluster.WaitAsync("a first grade", () => Task.FromResult(Graded() > 0));
            Interrupt(grader);
            await grader.WaitForExitAsync();

            string words = await said;
            Assert.True(grader.ExitCode == 130, words + await printed);
            Match detached = Detached().Match(words);
            Assert.True(detached.Success, words);
            await cluster.RunAsync("scancel", $"{detached.Groups["shards"].Value}");
            await SlurmCluster.WaitAsync("the merge job's end", () => Task.FromResult(File.Exists(Run.MergeFile)));
        }

        MergeReport merged = Run.ReadMerge()!;
        Assert.InRange(merged.Graded, 1, 4);
        Assert.Equal(Students - merged.Graded, merged.Missing);

        // The rest, two to a shard; a node dies while its job is certain to be at work, and stays away. That Slurm calls a job running
        // is not enough: its script may not have begun, and would outlive the node.
        string lost, hold = Path.Combine(_home, "hold"), atWork = Path.Combine(_home, "at-work");
        File.WriteAllText(hold, "");
        using (Process grader = Start("--shard-size", "2", "--resume", "--no-wait", "--node-setup",
            $"echo \"$SLURMD_NODENAME\" >>'{atWork}'; while test -e '{hold}'; do sleep 0.1; done"))
        {
            string words = await grader.StandardError.ReadToEndAsync();
            await grader.WaitForExitAsync();
            Assert.True(grader.ExitCode == 0, words);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture,
                $"{merged.Missing} submissions in {(merged.Missing + 1) / 2} shards are submitted"), words, StringComparison.Ordinal);
            await SlurmCluster.WaitAsync("a node at work",
                () => Task.FromResult(File.Exists(atWork) && File.ReadAllLines(atWork).Length > 0));
            lost = File.ReadAllLines(atWork)[0];
            cluster.KillNode(lost);
            File.Delete(hold);
        }

        (int code, string output, string error) = await RunAsync("--resume");

        Assert.True(code == 0, output + error);
        Assert.False(Directory.Exists(Run.Path), "What is in the gradebook is not kept twice.");
        Assert.Contains("Restarts=1", await cluster.RunAsync("scontrol", "--oneliner", "show", "job"), StringComparison.Ordinal);
        Assert.Contains(lost, await cluster.RunAsync("sinfo", "--noheader", "--Node", "--states=down", "--format=%N"),
            StringComparison.Ordinal);
        await cluster.StartNodeAsync(lost);

        string local = Path.Combine(_home, "local.db");
        (code, output, error) = await GradeAsync("batch", ClassFolder, "--gradebook", local, "--module", Module);
        Assert.True(code == 0, output + error);
        Assert.Equal(ContentOf(local), ContentOf(Book));

        // There is nothing left to do, and that is seen without asking the cluster for anything.
        (code, _, error) = await RunAsync("--resume");
        Assert.True(code == 0, error);
        Assert.Contains($"all {Students} submissions have grades by these checks already; nothing was submitted.", error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_WhatTheClusterDoesNotHave_IsRefusedWithItsWords()
    {
        WriteClass();

        (int code, _, string error) = await RunAsync("--partition", "vip");
        Assert.Equal(2, code);
        Assert.Contains("sbatch refused the job: Batch job submission failed: Invalid partition name specified",
            error.Replace("invalid partition specified: vip; ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        (code, _, error) = await RunAsync("--performance", "--gres", "gpu:8");
        Assert.Equal(2, code);
        Assert.Contains("Requested node configuration is not available", error, StringComparison.Ordinal);

        (code, _, error) = await RunAsync("--gres", "gpu:1");
        Assert.Equal(2, code);
        Assert.Contains("Add --performance, or leave --gres out.", error, StringComparison.Ordinal);

        Assert.False(Directory.Exists(Run.Path), "A run that was refused leaves nothing.");
        Assert.Equal("", await cluster.RunAsync("squeue", "--noheader", "--user", Environment.UserName, "--partition", "vip"));
    }

    [Fact]
    public async Task Batch_ShardsThatFail_AreNamedWithTheirLogs()
    {
        WriteClass();

        (int code, string output, string error) = await RunAsync("--shard-size", "3", "--node-setup",
                "if [ \"$SLURM_ARRAY_TASK_ID\" ]; then echo \"no modules here, devices $CUDA_VISIBLE_DEVICES\" >&2; exit 9; fi",
                "--sbatch=--gres=gpu:1");

        Assert.Equal(3, code);
        Assert.Contains("0 graded, 0 as before, 0 not graded", output, StringComparison.Ordinal);
        Assert.Contains($"{Students} submissions are not graded, because 2 of 2 shards did not finish:", error, StringComparison.Ordinal);
        Assert.Matches(
            @"shard 1 \(job [0-9]+_1\): FAILED on n[1-3], exit code 9\. Its log .*shard-1\.log ends: no modules here, devices 0", error);
        Assert.True(File.Exists(Run.ShardLog(1)));

        (code, _, error) = await RunAsync("--shard-size", "1000", "--sbatch=--begin=now+1hour", "--resume", "--no-wait");
        Assert.True(code == 0, error);
        (code, _, error) = await RunAsync();
        Assert.Equal(2, code);
        Assert.Contains("holds a run that is not finished. --resume goes on with it.", error, StringComparison.Ordinal);
        await cluster.RunAsync("scancel", "--user", Environment.UserName);
    }

    [Fact]
    public async Task Batch_MachineWithoutSlurm_SaysWhereToRunIt()
    {
        WriteClass();
        string empty = Directory.CreateDirectory(Path.Combine(_home, "empty")).FullName;

        (int code, _, string error) =
            await GradeAsync(("PATH", empty), "batch", ClassFolder, "--gradebook", Book, "--module", Module, "--engine", "slurm");

        Assert.Equal(2, code);
        Assert.Contains("needs Slurm's commands on the PATH: run it on a login node of the cluster", error, StringComparison.Ordinal);
    }

    // Everything that a gradebook holds, but for times.
    private static string ContentOf(string path)
    {
        using Gradebook book = Gradebook.Open(path);
        return string.Join('\n', book.Students().Select(s => s.ToString()).Concat(
            book.Attempts().Select(a =>
                $"{a.Attempt} {a.Earned} {a.Maximum} {a.ChecksVersion}\n{ResultJson.Write(ResultJson.WithoutTimings(book.Result(a.Attempt)!))}")));
    }

    private static void Interrupt(Process process)
    {
        using Process kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task<(int Code, string Output, string Error)> FinishAsync(Process grader)
    {
        Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();
        await grader.WaitForExitAsync();
        return (grader.ExitCode, await output, await error);
    }

    private int Graded() => Directory.Exists(Path.Combine(Run.Path, "results"))
        ? Run.ResultFiles().Sum(f => File.ReadAllBytes(f.File).Count(b => b == '\n'))
        : 0;

    private void WriteClass()
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module);
        foreach (MadeUpStudent student in new MadeUpClass(GradingFixture.Layout, module).Draw(Students, seed: 3))
            student.Submission.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), module.Manifest,
                Path.Combine(ClassFolder, student.Key));
    }

    private Process Start(params string[] options) =>
        Start(("SLURM_CONF", cluster.Configuration),
            ["batch", ClassFolder, "--gradebook", Book, "--module", Module, "--engine", "slurm", .. options]);

    private static Process Start((string Name, string Value) variable, string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

        // Where the tests themselves run in the background of a script, Ctrl-C is ignored, and a child would ignore it too.
        var info =
            new ProcessStartInfo("env", ["--default-signal=INT", host, Path.Combine(AppContext.BaseDirectory, "grader.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = GradingFixture.Layout.Root,
            };
        info.Environment[variable.Name] = variable.Value;
        return Process.Start(info)!;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] options)
    {
        using Process grader = Start(options);
        return await FinishAsync(grader);
    }

    private Task<(int Code, string Output, string Error)> GradeAsync(params string[] arguments) =>
        GradeAsync(("SLURM_CONF", cluster.Configuration), arguments);

    private static async Task<(int Code, string Output, string Error)> GradeAsync((string Name, string Value) variable,
        params string[] arguments)
    {
        using Process grader = Start(variable, arguments);
        return await FinishAsync(grader);
    }

    [GeneratedRegex(@"detached; the jobs go on without this\. .*to stop the jobs: scancel (?<shards>[0-9]+) (?<merge>[0-9]+)")]
    private static partial Regex Detached();
}
