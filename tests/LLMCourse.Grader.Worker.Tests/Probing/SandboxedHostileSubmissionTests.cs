using LLMCourse.Checks;
using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class SandboxedHostileSubmissionTests(SandboxedWorkers workers) : HostileSubmission(workers), IClassFixture<SandboxedWorkers>
{
    [Fact]
    public async Task ReadsFiles_FindsNeitherAccountsNorHomesNorThisFolder()
    {
        ProbeReport report = await Workers.ProbeAsync(
            TinyModule.SubmitSay($$"""
                string[] wanted = ["/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/mnt", "/usr/bin/sh", "/sys", @"{{AppContext.BaseDirectory}}", @"{{Workers.ChecksFile}}"];
                return string.Join(' ', wanted.Where(Path.Exists)) + Directory.GetFileSystemEntries("/tmp").Length;
                """),
            Say);

        Assert.Equal(new TextObservation("said", "0"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task WritesFiles_OnlyTheScratchFolderTakesThem()
    {
        ProbeReport report = await Workers.ProbeAsync(
            TinyModule.SubmitSay("""
                return string.Join(' ', new[] { "/tmp", "/", "/usr/lib", "/worker", "/dotnet", "/etc", "/dev", "/proc/sys/kernel/hostname" }.Where(folder =>
                {
                    try { File.WriteAllText(folder.StartsWith("/proc") ? folder : folder + "/x", "x"); return true; }
                    catch (Exception) { return false; }
                }));
                """),
            Say);

        Assert.Equal(new TextObservation("said", "/tmp"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task FillsTheScratchFolder_StopsAtItsSize()
    {
        ProbeReport report = await Workers.ProbeAsync(
            TinyModule.SubmitSay("""
                byte[] block = new byte[8 << 20];
                int written = 0;
                try { for (; written < 1000; written++) File.WriteAllBytes($"/tmp/{written}", block); }
                catch (IOException) { }
                File.CreateSymbolicLink("/tmp/passwd", "/etc/passwd");
                try { return $"{written} {File.ReadAllText("/tmp/passwd")}"; }
                catch (FileNotFoundException) { return $"{written} nothing"; }
                """),
            Say);

        Assert.Equal(new TextObservation("said", "8 nothing"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task CallsTheKernel_DangerousCallsAreRefused()
    {
        ProbeReport report = await Workers.ProbeAsync(
            TinyModule.SubmitSay(
                """
                // memfd_create, ptrace, unshare, mount, bpf, socket, execve, io_uring_setup, setns, keyctl
                long[] calls = RuntimeInformation.ProcessArchitecture == Architecture.X64
                    ? [319, 101, 272, 165, 321, 41, 59, 425, 308, 250]
                    : [279, 117, 97, 40, 280, 198, 221, 425, 268, 219];
                return string.Join(' ', calls.Select(c => { syscall(c, 0, 0, 0); return Marshal.GetLastPInvokeError(); }).Distinct());
                """,
                "[DllImport(\"libc\", SetLastError = true)] static extern long syscall(long n, long a, long b, long c);"),
            Say);

        Assert.Equal(new TextObservation("said", "1"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task LooksAround_SeesOnlyItself()
    {
        ProbeReport report = await Workers.ProbeAsync(
            TinyModule.SubmitSay("""
                int processes = Directory.GetDirectories("/proc").Count(d => int.TryParse(Path.GetFileName(d), out _));
                return $"{processes} {Environment.MachineName} {File.ReadAllText("/proc/1/environ").Length}";
                """),
            Say);

        Assert.Equal(new TextObservation("said", "2 sandbox 0"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task Isolation_WithoutAProbe_NamesTheFilter()
    {
        // Of a pool in which no worker was used yet: a submission that does not compile needs none.
        await using WorkerPool pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = SandboxMode.Required });

        IsolationSummary isolation = await pool.IsolationAsync(CancellationToken.None);

        Assert.Equal("bubblewrap", isolation.Mode);
        Assert.Contains(isolation.Measures, m => m.StartsWith("system call filter", StringComparison.Ordinal));
        Assert.Empty(isolation.Missing);
    }
}
