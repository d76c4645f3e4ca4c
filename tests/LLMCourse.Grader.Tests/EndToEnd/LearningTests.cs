using System.Diagnostics;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>The commands that a student works with: what is done, what comes next, and hints one at a time.</summary>
[Trait("Needs", "sandbox")]
public sealed class LearningTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("llmcourse-learning-"),
        _samples = Directory.CreateTempSubdirectory("llmcourse-learning-samples-");

    public static TheoryData<string> Modules => new(GradingFixture.Layout.Modules);

    public void Dispose()
    {
        _reports.Delete(recursive: true);
        _samples.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Hints_EveryExercise_HasUpToThree(string module)
    {
        string text = File.ReadAllText(Path.Combine(GradingFixture.Layout.AssignmentOf(module), HintFile.Name));

        foreach (ManifestExercise exercise in ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)).Exercises)
        {
            IReadOnlyList<Hint> hints = HintFile.Read(text, ExerciseId.Parse(exercise.Id));
            Assert.InRange(hints.Count, 1, 3);
            Assert.All(hints, hint => Assert.True(hint.Title.Length > 5 && hint.Text.Length
                > 40 && !hint.Text.Contains("<details>", StringComparison.Ordinal), $"{exercise.Id}: {hint}"));
        }
    }

    [Fact]
    public async Task Hint_EachCall_ShowsTheNextAndThenTheLastAgain()
    {
        string[] titles = new string[4];
        for (int i = 0; i < 4; i++)
        {
            (int code, string output, string error) = await GraderProcess.RunAsync("hint", "M02.E1", "--reports", _reports.FullName);
            Assert.Equal((0, ""), (code, error));
            titles[i] = output.Split('\n')[0];
            Assert.Equal(i < 2, output.Contains("./course hint M02.E1", StringComparison.Ordinal));
        }

        Assert.Equal(["first hint: a question", "second hint: what to think of", "third hint: nearly the code",
            "third hint: nearly the code"], titles.Select(title => title[(title.IndexOf(", ", StringComparison.Ordinal) + 2)..]));
        Assert.StartsWith("M02.E1 Stable softmax and log-softmax, first",
            (await GraderProcess.RunAsync("hint", "m02.e1", "-n", "1", "--reports", _reports.FullName)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solution_BeforeAndAfterFullPoints_IsRefusedAndThenShownBesideOnesOwn()
    {
        string path = SampleFolder.Write("01-complete", _samples);
        (int early, _, string refused) = await GraderProcess.RunAsync("solution", "M02.E1", path, "--reports", _reports.FullName);
        (int graded, _, _) = await GraderProcess.RunAsync("grade", path, "--module", "M02", "--only", "M02.E1", "--no-performance",
            "--format", "json", "--out", _reports.FullName);
        (int code, string output, string error) = await GraderProcess.RunAsync("solution", "m02.e1", path, "--reports", _reports.FullName);

        Assert.Equal((2, 0, 0, ""), (early, graded, code, error));
        Assert.Contains("M02.E1 has not been graded yet. The solution is shown when it has all of them", refused, StringComparison.Ordinal);
        string[] heads =
            [.. output.Split('\n').Where(line => line.StartsWith("── ", StringComparison.Ordinal)).Select(line => line.Split(": ")[0])];
        Assert.Equal(
            ["── Softmax.Probabilities(Tensor, long), yours", "── Softmax.Probabilities(Tensor, long), the reference's",
                "── Softmax.LogProbabilities(Tensor, long), yours", "── Softmax.LogProbabilities(Tensor, long), the reference's"],
            heads);
        Assert.Contains("public static Tensor Probabilities(Tensor x, long dim", output, StringComparison.Ordinal);
        Assert.DoesNotContain("#region", output, StringComparison.Ordinal);
        Assert.DoesNotContain("// TODO", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solution_OfLostPoints_SaysHowManyThereAre()
    {
        _ = await GraderProcess.RunAsync("grade", "M02", "--only", "M02.E1", "--no-performance", "--format", "json", "--out",
            _reports.FullName);

        (int code, string output, string error) = await GraderProcess.RunAsync("solution", "M02.E1", "--reports", _reports.FullName);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("M02.E1 has 0 / 1 points", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_InGitHubActions_HasNoEscapeCodes()
    {
        ProcessStartInfo info =
            new("dotnet", [Path.Combine(AppContext.BaseDirectory, "grader.dll"), "next", "M02", "--reports", _reports.FullName])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = GradingFixture.Layout.Root,
            };
        info.Environment["GITHUB_ACTIONS"] = "true";
        using Process grader = Process.Start(info)!;
        string output = await grader.StandardOutput.ReadToEndAsync();

        Assert.StartsWith("M02.E1 Stable softmax and log-softmax, 1 point\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Theory]
    [InlineData("E1", "M02.E1 Stable softmax and log-softmax, first")]
    [InlineData("", "M02.E1 Stable softmax and log-softmax, first")]
    [InlineData("e2", "M02.E2 Scaled dot-product attention, first")]
    public async Task Hint_InAModulesFolder_IsOfThatModule(string exercise, string begins)
    {
        ProcessStartInfo info = new("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "grader.dll"), "hint", .. exercise.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                "--reports", _reports.FullName])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = GradingFixture.Layout.AssignmentOf(GradingFixture.Module),
        };
        using Process grader = Process.Start(info)!;

        Assert.StartsWith(begins, await grader.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("solution M02.E99", "M02.Attention has no exercise M02.E99")]
    [InlineData("hint M02.E99", "M02.Attention has no exercise M02.E99")]
    [InlineData("hint M02.E1 -n 4", "M02.E1 has 3 hints")]
    [InlineData("hint M02.E1 -n 0", "numbered from 1")]
    [InlineData("hint M02", "write it as M02.E2")]
    [InlineData("status M02.Atention", "Did you mean M02.Attention?")]
    public async Task Arguments_ThatMakeNoSense_SayWhatToDo(string arguments, string says)
    {
        (int code, _, string error) = await GraderProcess.RunAsync([.. arguments.Split(' '), "--reports", _reports.FullName]);

        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Empty(_reports.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Status_AfterGradings_KeepsWhatEachSaid()
    {
        string path = SampleFolder.Write("01-complete", _samples);
        (int wrong, _, _) = await GraderProcess.RunAsync("grade", "M02", "--only", "M02.E1,M02.E2", "--no-performance", "--format", "json",
            "--out", _reports.FullName);
        (int right, _, _) = await GraderProcess.RunAsync("grade", path, "--module", "M02", "--only", "M02.E1", "--no-performance",
            "--format", "json", "--out", _reports.FullName);
        (int check, _, _) = await GraderProcess.RunAsync("grade", path, "--module", "M02", "--only", "M02.E2.four-d", "--no-performance",
            "--format", "json", "--out", _reports.FullName);

        Assert.Equal((1, 0), (wrong, right));
        Assert.NotEqual(3, check);
        (int code, string status, string error) = await GraderProcess.RunAsync("status", "M02", "--reports", _reports.FullName);
        Assert.Equal((0, ""), (code, error));
        (_, string next, _) = await GraderProcess.RunAsync("next", "M02", "--reports", _reports.FullName);
        await Verifier.Verify($"{status}\n{next}");
    }

    [Fact]
    public async Task Progress_ThatCannotBeRead_IsSaidAndCostsNoGrading()
    {
        string path = SampleFolder.Write("01-complete", _samples),
            progress = Path.Combine(_reports.FullName, "progress.json");
        await File.WriteAllTextAsync(progress, "{");

        (int graded, _, string said) = await GraderProcess.RunAsync("grade", path, "--module", "M02", "--only", "M02.E1",
            "--no-performance", "--format", "json", "--out", _reports.FullName);
        (int status, _, string error) = await GraderProcess.RunAsync("status", "--reports", _reports.FullName);

        Assert.Equal((0, 2), (graded, status));
        Assert.All([said, error], text => Assert.Contains("Remove it and grade again", text, StringComparison.Ordinal));
        Assert.Equal("{", await File.ReadAllTextAsync(progress));
    }
}
