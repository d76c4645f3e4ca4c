using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grader.Commands.Watch;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Watching;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A watch as its users have it: a process beside a folder in which files are saved.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class WatchTests(GradingFixture grading) : IDisposable
{
    private const string Started = "○ M02.E1", Right = "✓ M02.E1", Part = "◐ M02.E1", Wrong = "✗ M02.E1";
    private const string Shift = "return x - maximum.masked_fill(maximum == double.NegativeInfinity, 0);";

    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("llmcourse-watching-");

    private static string Solution { get; } =
        File.ReadAllText(Path.Combine(GradingFixture.Layout.SolutionOf(GradingFixture.Module), "Softmax.cs"));

    public void Dispose() => _reports.Delete(recursive: true);

    [Fact]
    public async Task Save_WrongThenRight_IsGradedEachTime()
    {
        string folder = Starter();
        using WatchProcess watch = Start(folder);
        await watch.ReadToAsync(Started);
        await watch.ReadToAsync("Next:");

        Save(folder, "Softmax.cs", Edited(Shift, "return x;"));
        await watch.ReadToAsync(Part);
        await watch.ReadToAsync("Next:");
        Save(folder, "Softmax.cs", Solution);
        await watch.ReadToAsync(Right);
        Save(folder, "Masks.cs", File.ReadAllText(Path.Combine(GradingFixture.Layout.SolutionOf(GradingFixture.Module), "Masks.cs")));
        await watch.ReadToAsync("✓ M02.E3");
        (int code, string error) = await watch.InterruptAsync();

        Assert.Equal(130, code);
        Assert.StartsWith("grader: stopped", error, StringComparison.Ordinal);
        (_, string status, _) = await GraderProcess.RunAsync("status", "M02", "--reports", _reports.FullName);
        await Verifier.Verify($"{watch.Output}\n\n{status}");
    }

    [Fact]
    public async Task Save_CompileErrorThenMended_IsGradedEachTime()
    {
        string folder = Starter();
        using WatchProcess watch = Start(folder);
        await watch.ReadToAsync(Started);

        Save(folder, "Softmax.cs", Edited(Shift, "return x - maximum"));
        await watch.ReadToAsync($"{Wrong} Stable softmax and log-softmax: does not compile");
        string error = await watch.ReadToAsync("  Softmax.cs:");
        Save(folder, "Softmax.cs", Solution);

        await watch.ReadToAsync(Right);
        Assert.Matches(@"Softmax\.cs:[0-9]+:[0-9]+ CS1002: ; expected", error);
    }

    [Fact]
    public async Task Save_WhileItGrades_BeginsAnew()
    {
        string folder = Starter();
        using WatchProcess watch = Start(folder);
        await watch.ReadToAsync(Started);

        // Each of its checks would take as long as there is time for it.
        Save(folder, "Softmax.cs", Edited(Shift, "while (true) { }"));
        await Task.Delay(TimeSpan.FromSeconds(3));
        Save(folder, "Softmax.cs", Solution);

        string next = await watch.ReadToAsync(Right, Part, Wrong);
        Assert.StartsWith(Right, next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_ManyAtOnce_TheLastCounts(bool polls)
    {
        string folder = Starter();
        Environment.SetEnvironmentVariable(FolderWatch.PollVariable, polls ? "1" : null);
        using WatchProcess watch = Start(folder);
        Environment.SetEnvironmentVariable(FolderWatch.PollVariable, null);
        await watch.ReadToAsync(Started);

        for (int i = 0; i < 40; i++)
        {
            Save(folder, "Softmax.cs", Edited(Shift, $"throw new InvalidOperationException(\"{i}\");"), aside: i % 2 == 0);
            await Task.Delay(i * 5);
        }

        Save(folder, "Softmax.cs", Solution, aside: true);
        await watch.ReadToAsync(Right);
    }

    [Fact]
    public async Task Folder_MovedAwayAndBack_IsGradedAgain()
    {
        string folder = Starter();
        using WatchProcess watch = Start(folder);
        await watch.ReadToAsync(Started);

        Directory.Move(folder, folder + ".away");
        await watch.ReadToAsync($"'{folder}' does not exist");
        Save(folder + ".away", "Softmax.cs", Solution);
        Directory.Move(folder + ".away", folder);

        await watch.ReadToAsync(Right);
    }

    [Fact]
    public async Task Interrupted_WhileItGrades_LeavesNothing()
    {
        string folder = Starter();
        await grading.SettleAsync();
        string[] before = Temporary();
        using WatchProcess watch = Start(folder);
        await watch.ReadToAsync(Started);
        Save(folder, "Softmax.cs", Edited(Shift, "while (true) { }"));
        await Task.Delay(TimeSpan.FromSeconds(2));

        (int code, _) = await watch.InterruptAsync();

        Assert.Equal(130, code);
        Assert.Empty(await WorkerProcesses.BeyondAsync(GradingFixture.SpareWorkers));
        Assert.Equal(before, Temporary());
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("01-complete", "M02.E1", 0)]
    [InlineData("02-starter", "M02.E4", 1)]
    [InlineData("10-does-not-compile", "M02.E5", 1)]
    [InlineData("11-throws", "M02.E3", 1)]
    [InlineData("17-banned", "M02.E1", 1)]
    [InlineData("18-changed-signature", "M02.E1", 1)]
    [InlineData("26-two-mistakes", "M02.E2", 1)]
    [InlineData("04-half-quiz", "M02.Q", 1)]
    public async Task Once_Sample_SaysWhatGradeSays(string sample, string exercise, int code)
    {
        string path = grading.Write(GradingFixture.Sample("M02", sample)), graded = Path.Combine(_reports.FullName, "graded"),
            watched = Path.Combine(_reports.FullName, "watched");

        (int gradeCode, _, _) = await GraderProcess.RunAsync("grade", path, "--module", "M02", "--only", exercise, "--no-performance",
            "--format", "json", "--out", graded);
        (int watchCode, string output, string error) = await GraderProcess.RunAsync("watch", path, "--module", "M02", "--only", exercise,
            "--no-performance", "--once", "--reports", watched);

        Assert.Equal((code, code, ""), (gradeCode, watchCode, error));
        Assert.Equal(Lines(ResultJson.Read(
            File.ReadAllText(Directory.GetFiles(graded, "result.json", SearchOption.AllDirectories).Single())), exercise),
            WatchProcess.Scrub(output));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(graded, "progress.json")),
            await File.ReadAllTextAsync(Path.Combine(watched, "progress.json")));
    }

    [Fact]
    public async Task Once_SeveralExercises_TellsEach()
    {
        string path = grading.Write(GradingFixture.Sample("M02", "11-throws"));

        (int code, string output, _) = await GraderProcess.RunAsync("watch", path, "--module", "M02", "--only", "M02.E1", "M02.E3",
            "--once", "--reports", _reports.FullName);

        Assert.Equal(1, code);
        Assert.Contains("✓ M02.E1 Stable softmax", output, StringComparison.Ordinal);
        Assert.Contains("◐ M02.E3 Attention masks", output, StringComparison.Ordinal);
        Assert.Contains("four is too few", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_ExerciseWithTimings_IsTimedWhereTheRestIsRight()
    {
        string path = grading.Write(GradingFixture.Sample("M02", "01-complete"));

        (int code, string output, _) =
            await GraderProcess.RunAsync("watch", path, "--module", "M02", "--only", "M02.E2", "--once", "--reports", _reports.FullName);

        string[] headings = [.. output.Split('\n').Where(line => line.Contains("M02.E2", StringComparison.Ordinal))];
        Assert.Equal(2, headings.Length);
        Assert.EndsWith("with its performance", headings[1], StringComparison.Ordinal);
        Assert.True(code is 0 or 1, output);
    }

    [Theory]
    [InlineData("watch --once", "Say which module to watch")]
    [InlineData("watch M99", "is not a folder")]
    [InlineData("watch M02 --only M02.E99", "M02.Attention has no exercise M02.E99")]
    [InlineData("watch M02 --only M02", "write it as M02.E2")]
    public async Task Arguments_ThatMakeNoSense_SayWhatToDo(string arguments, string says)
    {
        (int code, _, string error) = await GraderProcess.RunAsync([.. arguments.Split(' '), "--reports", _reports.FullName]);

        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static string Lines(GradeResult result, string exercise)
    {
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(GradingFixture.Module));
        using StringWriter writer = new();
        using PlainWatchView view = new(writer);
        view.Show(new WatchState
        {
            Module = manifest,
            Parts = ModulePart.Of(manifest, ProgressFile.Empty("")),
            Stage = WatchStage.Graded,
            AtWork = exercise,
            Result = result
        });
        return WatchProcess.Scrub(writer.ToString());
    }

    private string[] Temporary() => [.. Directory.GetFileSystemEntries(grading.Temporary, "llmcourse*").Order(StringComparer.Ordinal)];

    private WatchProcess Start(string folder) => WatchProcess.Start(folder, "--module", "M02", "--reports", _reports.FullName);

    /// <summary>Writes the module as students get it.</summary>
    private string Starter() => grading.Write(GradingFixture.Sample("M02", "02-starter"));

    private static string Edited(string find, string replace)
    {
        Assert.Contains(find, Solution, StringComparison.Ordinal);
        return Solution.Replace(find, replace, StringComparison.Ordinal);
    }

    /// <summary>Saves a file as editors do: over itself, or beside and then renamed.</summary>
    private static void Save(string folder, string name, string text, bool aside = false)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(aside ? path + ".tmp" : path, text);
        if (aside) File.Move(path + ".tmp", path, overwrite: true);
    }
}
