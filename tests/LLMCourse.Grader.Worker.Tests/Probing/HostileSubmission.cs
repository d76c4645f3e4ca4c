using System.Net;
using System.Net.Sockets;
using LLMCourse.Checks;
using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

/// <summary>Submissions that attack the grader, without the inspector, which would not let them through: each earns what
/// it does honestly and harms nothing.</summary>
public abstract class HostileSubmission(Workers workers)
{
    protected const string Double = "M90.E1.double";
    protected const string Say = "M90.E2.say";

    // Writes a frame, or what looks like one, to every descriptor above the standard ones.
    private const string WriteToAllDescriptors = """
        static void WriteToAll(byte[] bytes)
        {
            for (int i = 3; i < 64; i++)
            {
                try
                {
                    using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle((IntPtr)i, false), FileAccess.Write, 0);
                    stream.Write(bytes);
                }
                catch (Exception) { }
            }
        }
        """;

    protected Workers Workers => workers;

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("Thread.Sleep(-1);")]
    [InlineData("Console.In.Close(); new Thread(() => { while (true) { } }).Start(); new ManualResetEvent(false).WaitOne();")]
    public async Task Hangs_TimesOutAndCostsOnlyItself(string statements)
    {
        await using ProbeSession session = workers.Open(TinyModule.SubmitDouble(statements));

        ProbeReport hung = await session.ProbeAsync(new NamedCheck(Double, seconds: 1));
        ProbeReport next = await session.ProbeAsync(new NamedCheck(Say));

        Assert.Equal((ProbeStatus.TimedOut, "There was no result after 1 s."), (hung.Status, hung.Explanation));
        Assert.Equal(ProbeStatus.Completed, next.Status);
    }

    [Theory]
    [InlineData("Environment.Exit(0);", "The process was ended with exit code 0 before the check was over.")]
    [InlineData("Environment.Exit(7);", "The process was ended with exit code 7 before the check was over.")]
    [InlineData("Environment.FailFast(\"so there\");", "The process was ended by Environment.FailFast: so there")]
    [InlineData("return Double(Double(x));", "The stack overflowed: a member calls itself without end. It was in Student.Double.")]
    [InlineData("var t = new Thread(() => throw new InvalidOperationException(\"elsewhere\")); t.Start(); t.Join(); Thread.Sleep(-1);",
        "An exception on a thread of the submission's own ended the process: System.InvalidOperationException: elsewhere")]
    public async Task EndsTheProcess_CrashedWithWords(string statements, string words)
    {
        await using ProbeSession session = workers.Open(TinyModule.SubmitDouble(statements));

        ProbeReport report = await session.ProbeAsync(new NamedCheck(Double));
        ProbeReport next = await session.ProbeAsync(new NamedCheck(Say));

        Assert.Equal((ProbeStatus.Crashed, words), (report.Status, report.Explanation));
        Assert.Equal(ProbeStatus.Completed, next.Status);
    }

    [Theory]
    [InlineData("var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]);")]
    [InlineData("var all = new List<Tensor>(); while (true) all.Add(torch.ones(1 << 22));")]
    [InlineData("return torch.ones(1L << 40);")]
    public async Task NeedsEndlessMemory_IsOutOfMemory(string statements)
    {
        ProbeReport report = await workers.ProbeAsync(TinyModule.SubmitDouble(statements), Double);

        Assert.Equal(ProbeStatus.OutOfMemory, report.Status);
    }

    [Fact]
    public async Task WritesToStandardOutput_ChangesNothing()
    {
        Compiled submission = TinyModule.SubmitDouble("""
            byte[] junk = new byte[1 << 20];
            new Random(1).NextBytes(junk);
            using Stream output = Console.OpenStandardOutput(), error = Console.OpenStandardError();
            for (int i = 0; i < 16; i++) { output.Write(junk); error.Write(junk); Console.Write(new string('x', 1 << 20)); }
            """);

        ProbeReport report = await workers.ProbeAsync(submission, Double);

        Assert.Equal(ProbeStatus.Completed, report.Status);
        Assert.Equal(16 << 10, report.Output!.Length);
    }

    [Theory]
    [InlineData("WriteToAll(new byte[100]);")]
    [InlineData("WriteToAll([22, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 0, 0, 0, 2, 0]); Environment.Exit(0);")]
    [InlineData("WriteToAll([255, 255, 255, 127, 0]);")]
    public async Task WritesToTheChannel_CrashedAsForged(string statements)
    {
        ProbeReport report =
            await workers.ProbeAsync(TinyModule.SubmitDouble(statements + " Thread.Sleep(-1);", WriteToAllDescriptors), Double);

        Assert.Equal(ProbeStatus.Crashed, report.Status);
        Assert.StartsWith("Something was written to the grader's channel that is no answer.", report.Explanation, StringComparison.Ordinal);
        Assert.Empty(report.Observations);
    }

    [Theory]
    [InlineData("Environment.Exit(3)")]
    [InlineData("WriteToAll(new byte[100])")]
    public async Task LeavesAThreadThatStrikesLater_CostsNothingOfTheNextCheck(string strike)
    {
        Compiled submission = TinyModule.Submit($$"""
            public static class Student
            {
                static volatile bool saying;
                public static Tensor Double(Tensor x)
                {
                    new Thread(() => { while (!saying) Thread.Sleep(1); {{strike}}; }) { IsBackground = true }.Start();
                    return x.mul(2);
                }
                public static string Say()
                {
                    saying = true;
                    Thread.Sleep(300);
                    return "hello";
                }
                {{WriteToAllDescriptors}}
            }
            """);
        await using ProbeSession session = workers.Open(submission);

        ProbeReport first = await session.ProbeAsync(new NamedCheck(Double));
        ProbeReport second = await session.ProbeAsync(new NamedCheck(Say));

        Assert.Equal((ProbeStatus.Completed, ProbeStatus.Completed), (first.Status, second.Status));
    }

    [Fact]
    public async Task StartsProcesses_NoneStarts()
    {
        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitSay("""
                int started = 0;
                for (int i = 0; i < 50; i++)
                {
                    try { Process.Start("/usr/bin/prlimit", "--version"); started++; }
                    catch (Exception) { }
                }
                return $"{started} {fork()} {Marshal.GetLastPInvokeError()}";
                """, "[DllImport(\"libc\", SetLastError = true)] static extern int fork();"),
            Say);

        Assert.Equal(new TextObservation("said", "0 -1 1"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task Connects_CannotReachAListenerOfThisMachine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitSay($$"""
                try { new TcpClient("127.0.0.1", {{port}}); return "connected"; }
                catch (SocketException e) { return e.SocketErrorCode.ToString(); }
                """),
            Say);

        Assert.Equal(new TextObservation("said", "AccessDenied"), Assert.Single(report.Observations));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task KillsOthers_IsRefused()
    {
        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitSay(
                "return $\"{kill(1, 9)} {kill(getppid(), 9)} {kill(-1, 9)}\";",
                "[DllImport(\"libc\")] static extern int kill(int p, int s); [DllImport(\"libc\")] static extern int getppid();"),
            Say);

        Assert.Equal(new TextObservation("said", "-1 -1 -1"), Assert.Single(report.Observations));
    }

    [Fact]
    public async Task ReadsTheEnvironment_FindsNothingOfTheGraders()
    {
        Environment.SetEnvironmentVariable("LLMCOURSE_TEST_SECRET", "s3cret");

        ProbeReport report = await workers.ProbeAsync(
            TinyModule.SubmitSay("""
                string all = string.Join(' ', Environment.GetEnvironmentVariables().Values.Cast<string>());
                foreach (string pid in new[] { "self", "1", "2", "3" })
                {
                    try { all += File.ReadAllText($"/proc/{pid}/environ"); }
                    catch (Exception) { }
                }
                return all.Contains("s3cret") ? all : "clean";
                """),
            Say);

        Assert.Equal(new TextObservation("said", "clean"), Assert.Single(report.Observations));
    }
}
