using System.Buffers.Binary;
using System.Text;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Tests.Examining;

/// <summary>A compiler that dies, hangs or runs out of memory costs one submission. Stand-ins play it: a shell
/// that says "ready" and then does so.</summary>
public sealed class ExaminerPoolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("examiner-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Examine_RightSource_IsBuiltWithPlacesAndBans()
    {
        await using ExaminerPool pool = new();

        // The same process twice: what the first leaves behind does not show in the second.
        Examination first =
            await pool.ExamineAsync(Request("public static int Use(int x) => x + System.Environment.ProcessId;"), CancellationToken.None);
        Examination second = await pool.ExamineAsync(Request("public static int Use(int x) => x + 1;"), CancellationToken.None);

        Assert.True(second.Build.Success, string.Join('\n', second.Build.Diagnostics));
        Assert.Equal(6, second.Build.Places["M:LLMCourse.M01.Work.Use(System.Int32)"].Line);
        Assert.Empty(second.Inspection.Violations);
        Assert.Equal(["M01.E1"], Assert.Single(Assert.Single(second.Inspection.Sequences)).Exercises);
        Assert.False(second.Build.Assembly.IsEmpty);
        Violation ban = Assert.Single(first.Inspection.Violations);
        Assert.Equal("BAN005", ban.Note.Code);
        Assert.Equal(["M01.E1"], ban.Exercises);
    }

    [Fact]
    public async Task Examine_WrongSource_HasTheCompilersWords()
    {
        await using ExaminerPool pool = new();

        Examination examination = await pool.ExamineAsync(Request("public static int Use(int x) => y;"), CancellationToken.None);

        Assert.False(examination.Build.Success);
        Assert.Contains(examination.Build.Diagnostics, note => note.Code == "CS0103" && note.Place == new SourcePlace("Work.cs", 6, 37));
    }

    [Theory]
    [InlineData("kill -9 $$", "its process ended with exit code 137")]
    [InlineData("exit 3", "its process ended with exit code 3")]
    [InlineData("echo 'Stack overflow.' >&2; exit 134", "its stack overflowed")]
    [InlineData("echo 'Out of memory.' >&2; exit 134", "it needed more memory than there is for it")]
    [InlineData("sleep 600", "it did not finish within 1 s")]
    public async Task Examine_CompilerThatDiesOrHangs_CostsThatSubmissionAlone(string death, string says)
    {
        if (OperatingSystem.IsWindows()) return;
        // The first process does so, those after it are real.
        string script = $"""
            if [ ! -e "{_folder.FullName}/died" ]; then
              touch "{_folder.FullName}/died"
              {Frame("\"ready\"")}
              head -c 4 > /dev/null
              {death}
            fi
            exec "$@"
            """;
        await using ExaminerPool pool =
            new(Options(script) with
            {
                Time = death.StartsWith("sleep", StringComparison.Ordinal)
                ? TimeSpan.FromSeconds(1)
                : TimeSpan.FromMinutes(5)
            });

        Examination hostile = await pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None);

        Assert.False(hostile.Build.Success);
        Assert.Equal(["Work.cs"], hostile.Build.BrokenFiles);
        Assert.Equal(["M01.E1"], hostile.Build.BrokenExercises);
        Assert.StartsWith($"The compiler gave up: {says}. Write the code more simply", Assert.Single(hostile.Build.Diagnostics).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_AfterADeath_TheNextSubmissionIsExamined()
    {
        if (OperatingSystem.IsWindows()) return;
        string script = $"""
            if [ ! -e "{_folder.FullName}/died" ]; then
              touch "{_folder.FullName}/died"
              {Frame("\"ready\"")}
              head -c 4 > /dev/null
              kill -9 $$
            fi
            exec "$@"
            """;
        await using ExaminerPool pool = new(Options(script));

        Assert.False((await pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None)).Build.Success);
        Assert.True((await pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None)).Build.Success);
    }

    [Fact]
    public async Task Examine_OneThatKeepsTheCompilerBusy_HoldsUpNoOther()
    {
        if (OperatingSystem.IsWindows()) return;
        string busy = Path.Combine(_folder.FullName, "busy");
        string script = $"""
            if [ ! -e "{busy}" ]; then
              {Frame("\"ready\"")}
              head -c 4 > /dev/null
              touch "{busy}"
              exec sleep 600
            fi
            exec "$@"
            """;
        await using ExaminerPool pool = new(Options(script) with { Processes = 1, Patience = TimeSpan.FromMilliseconds(100) });
        using CancellationTokenSource stop = new();
        Task<Examination> hostile = pool.ExamineAsync(Request("public static int Use(int x) => x;"), stop.Token);
        while (!File.Exists(busy)) await Task.Delay(20);

        Examination next = await pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None);

        Assert.True(next.Build.Success);
        Assert.False(hostile.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hostile);
    }

    [Fact]
    public async Task Examine_TwoAtOnce_TakeTurnsInOneProcess()
    {
        if (OperatingSystem.IsWindows()) return;
        string starts = Path.Combine(_folder.FullName, "starts");
        await using ExaminerPool pool =
            new(Options($"echo started >> \"{starts}\"; exec \"$@\"") with { Processes = 1, Patience = TimeSpan.FromMinutes(5) });

        Examination[] both = await Task.WhenAll(
            pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None),
            pool.ExamineAsync(Request("public static int Use(int x) => x + 1;"), CancellationToken.None));

        Assert.All(both, examination => Assert.True(examination.Build.Success));
        Assert.Single(File.ReadAllLines(starts));
    }

    [Fact]
    public async Task Examine_GradersOwnFault_IsNoVerdictOnTheSubmission()
    {
        if (OperatingSystem.IsWindows()) return;
        await using ExaminerPool pool =
            new(Options($"{Frame("\"ready\"")}; head -c 4 > /dev/null; {Frame("""{"Fault":"System.InvalidOperationException: at Inspection"}""")}; sleep 600"));

        WorkerFaultException e = await Assert.ThrowsAsync<WorkerFaultException>(
            () => pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None));

        Assert.Contains("grader's fault: System.InvalidOperationException", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 1", "did not start. its process ended with exit code 1")]
    [InlineData("sleep 600", "did not start within 1 s")]
    public async Task Examine_ProcessThatDoesNotStart_IsTheGradersFault(string script, string says)
    {
        if (OperatingSystem.IsWindows()) return;
        await using ExaminerPool pool = new(Options(script) with { StartTime = TimeSpan.FromSeconds(script == "exit 1" ? 60 : 1) });

        WorkerFaultException e = await Assert.ThrowsAsync<WorkerFaultException>(
            () => pool.ExamineAsync(Request("public static int Use(int x) => x;"), CancellationToken.None));

        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_Cancelled_EndsTheProcess()
    {
        if (OperatingSystem.IsWindows()) return;
        string pid = Path.Combine(_folder.FullName, "pid");
        await using ExaminerPool pool =
            new(Options($"echo $$ > \"{pid}.new\"; mv \"{pid}.new\" \"{pid}\"; {Frame("\"ready\"")}; exec sleep 600"));
        using CancellationTokenSource stop = new();
        Task<Examination> examination = pool.ExamineAsync(Request("public static int Use(int x) => x;"), stop.Token);
        while (!File.Exists(pid)) await Task.Delay(20);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => examination);
        await pool.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}"));
    }

    [Fact]
    public async Task Examine_CodeThatCompilesToMoreThanAWorkerTakes_DoesNotCompile()
    {
        await using ExaminerPool pool = new();

        Examination examination =
            await pool.ExamineAsync(Request($"public static string Use(int x) => \"{new string('a', 9 << 20)}\";"), CancellationToken.None);

        Assert.False(examination.Build.Success);
        Assert.Contains("larger than 16 MiB", Assert.Single(examination.Build.Diagnostics).Message, StringComparison.Ordinal);
    }

    private static ExaminerOptions Options(string script)
    {
        ExaminerOptions real = new();
        return real with { Program = ["/bin/sh", "-c", script, "sh", .. real.Program] };
    }

    /// <summary>Prints a message of the protocol from a shell.</summary>
    private static string Frame(string json)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(json));
        return $"printf '{string.Concat(length.Select(b => $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}"))}%s' '{json}'";
    }

    private static ExamineRequest Request(string member)
    {
        ModuleManifest manifest = new()
        {
            Id = "M01",
            Name = "M01.Work",
            Title = "Work",
            Files = ["Work.cs"],
            Usings = ["System"],
            Exercises = [new("M01.E1", "First", 1, [new("M:LLMCourse.M01.Work.Use(System.Int32)", "Work.Use", "Work.cs")])],
            PublicApi = [],
        };
        string source = $$"""
            namespace LLMCourse.M01;

            public static class Work
            {
                // One member.
                {{member}}
            }

            """;
        return new ExamineRequest(TinyCourse.Sources(("Work.cs", source)), manifest, [new SourceFile("Work.cs", source)],
            new Dictionary<string, ExerciseBans>());
    }
}
