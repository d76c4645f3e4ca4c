using System.Diagnostics;
using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class WorkerPoolTests : IDisposable
{
    // A limit that nothing else on the machine has, by which these workers are found again.
    private const int Marker = 251;

    // Temporary files go to a folder of their own, which other runs on this machine do not touch.
    private readonly string? _usual = Environment.GetEnvironmentVariable("TMPDIR");
    private readonly string _temporary = Directory.CreateTempSubdirectory("llmcourse-tests-").FullName;

    public WorkerPoolTests()
    {
        File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_temporary) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Environment.SetEnvironmentVariable("TMPDIR", _temporary);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _usual);
        Directory.Delete(_temporary, recursive: true);
    }

    [Fact]
    public async Task ProbeAsync_AThreadForEachProbe_LeavesNoThreadOfLibtorchs()
    {
        string checks = TinyModule.WriteChecks(_temporary);
        Compiled submission = TinyModule.SubmitDouble("return x.mul(2) + torch.ones(64, 64).softmax(0).sum() * 0;");
        await using WorkerPool pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = SandboxMode.Off });
        await using ProbeSession session = pool.OpenSession(submission.Assembly, submission.Symbols, checks);
        for (int i = 0; i < 3; i++) Assert.Equal(ProbeStatus.Completed, (await session.ProbeAsync(new NamedCheck("M90.E1.double"))).Status);

        // A thread bears the name of the one that made it until it takes another. The probe's own may take a moment to end.
        int worker = (await session.ReadyWorkerAsync(CancellationToken.None)).Process.Id;
        string[] names = Names();
        for (int i = 0; i < 100 && names.Contains("probe"); i++)
        {
            await Task.Delay(50);
            names = Names();
        }

        Assert.Contains(names, name => name.StartsWith(".NET", StringComparison.Ordinal));
        Assert.DoesNotContain("probe", names);

        string[] Names() => [.. Directory.GetDirectories($"/proc/{worker}/task").Select(NameOf)];

        static string NameOf(string task)
        {
            try { return File.ReadAllText(Path.Combine(task, "comm")).Trim(); }
            catch (IOException) { return "gone"; }
        }
    }

    [Theory]
    [InlineData(SandboxMode.Required)]
    [InlineData(SandboxMode.Off)]
    public async Task Probe_WhileItsUserHasMoreThreadsThanAWorkerMayHave_Completes(SandboxMode mode)
    {
        // As on a desktop, where a browser alone has hundreds. Root's workers run as a user without an account.
        string[] line =
        [
            .. CommandLine.DropRoot(), "sh", "-c",
            $"for i in $(seq {new SandboxLimits().Processes + 20}); do sleep 600 & done; echo started; wait",
        ];
        using Process busy = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("started", await busy.StandardOutput.ReadLineAsync());
            string checks = TinyModule.WriteChecks(_temporary);
            await using WorkerPool pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = mode });
            Compiled submission = TinyModule.SubmitDouble("return x.mul(2);");
            await using ProbeSession session = pool.OpenSession(submission.Assembly, submission.Symbols, checks);

            Assert.Equal(ProbeStatus.Completed, (await session.ProbeAsync(new NamedCheck("M90.E1.double"))).Status);
        }
        finally
        {
            busy.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData(SandboxMode.Required)]
    [InlineData(SandboxMode.Off)]
    public async Task DisposeAsync_WhileAProbeHangs_LeavesNoProcessAndNoFile(SandboxMode mode)
    {
        string checks = TinyModule.WriteChecks(_temporary);
        Compiled submission = TinyModule.SubmitDouble("new Thread(() => { while (true) { } }).Start(); while (true) { }");
        Task<ProbeReport> probe;
        await using (WorkerPool pool =
            WorkerPool.Start(new WorkerPoolOptions { Sandbox = mode, Limits = new SandboxLimits { OpenFiles = Marker } }))
        {
            ProbeSession session = pool.OpenSession(submission.Assembly, submission.Symbols, checks);
            probe = session.ProbeAsync(new NamedCheck("M90.E1.double"));
            await pool.SettleAsync();
            Assert.NotEmpty(Processes());
        }

        Exception? end = await Record.ExceptionAsync(() => probe);

        Assert.IsAssignableFrom<OperationCanceledException>(end);
        Assert.Empty(await RemainingAsync());
        Assert.Equal([checks], Directory.GetFileSystemEntries(_temporary));
    }

    [Fact]
    public void Start_NoWorker_SaysWhatToDo()
    {
        var e = Assert.Throws<FileNotFoundException>(() => WorkerPool.Start("/nowhere", SandboxMode.Auto));

        Assert.Contains("build the grader", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits until what was killed is gone: the kernel ends the processes inside a sandbox
    /// some time after the sandbox itself.</summary>
    private static async Task<List<string>> RemainingAsync()
    {
        List<string> remaining = Processes();
        for (int i = 0; i < 300 && remaining.Count > 0; i++)
        {
            await Task.Delay(100);
            remaining = Processes();
        }

        return remaining;
    }

    private static List<string> Processes()
    {
        List<string> found = [];
        foreach (string process in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                string state = File.ReadAllText(Path.Combine(process, "stat")).Split(") ")[^1];
                string line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                bool marked = line.Contains($"--nofile={Marker}", StringComparison.Ordinal)
                    || File.ReadLines(Path.Combine(process, "limits"))
                        .Any(l => l.StartsWith("Max open files", StringComparison.Ordinal)
                            && l.Contains($" {Marker} ", StringComparison.Ordinal));
                if (marked && state[0] is not ('Z' or 'X')) found.Add(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }
}
