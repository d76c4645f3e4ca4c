using System.Diagnostics;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A class is graded, a check is changed, and one exercise is graded again, by the grader as instructors start it.</summary>
[Trait("Needs", "sandbox")]
public sealed class RegradeTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-regrade-tests-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string Class => Path.Combine(_home, "class");

    private string Book => Path.Combine(_home, "class.db");

    private string Course => Path.Combine(_home, "course");

    [Fact]
    public async Task Batch_OneExerciseWhoseChecksChanged_ShowsWhoChangesThenWritesThatAlone()
    {
        CopyCourse();
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(GradingFixture.Module));
        foreach (string sample in (string[])["01-complete", "02-starter", "40-einsum"])
            GradingFixture.Sample("M02", sample)
                .WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), manifest, Path.Combine(Class, sample));
        (int code, string output, string error) = await RunAsync();
        Assert.True(code == 0, output + error);
        Dictionary<string, GradeResult> before = Results();

        // What was forgotten: the exercise is not to be written with einsum.
        string bans = Path.Combine(Course, "tests", "Checks", GradingFixture.Module, "bans.yaml");
        string rules = File.ReadAllText(bans),
            changed = rules.Replace("M02.E4:\n  ban:\n",
                "M02.E4:\n  ban:\n    - {symbol: TorchSharp.torch.einsum, why: \"this exercise is to be written with matmul.\"}\n",
                StringComparison.Ordinal);
        Assert.NotEqual(rules, changed);
        File.WriteAllText(bans, changed);
        File.AppendAllText(Path.Combine(Class, "02-starter", "Softmax.cs"), "\n// handed in since\n");

        (code, output, error) = await RunAsync("--only", "M02.E4");
        Assert.True(code == 2, output + error);
        Assert.Contains("M02: 2 graded again: 0 gain, 1 lose, 1 keep their percentage. 0 are by these checks already.", output,
            StringComparison.Ordinal);
        Assert.Contains("40-einsum", output, StringComparison.Ordinal);
        Assert.Contains("left alone (1): 02-starter: Its files differ", output, StringComparison.Ordinal);
        Assert.Contains("nothing was written, because there is no terminal to ask on", error, StringComparison.Ordinal);
        Assert.Equal(Json(before), Json(Results()));

        (code, output, error) = await RunAsync("--only", "M02.E4", "--yes", "--why", "einsum is now banned");
        Assert.True(code == 0, output + error);
        Dictionary<string, GradeResult> after = Results();
        foreach (string student in (string[])["01-complete", "40-einsum"])
            Assert.Equal(before[student].Exercises.Where(e => e.Id != "M02.E4").Select(e => (e.Id, e.Earned, e.Outcome)),
                after[student].Exercises.Where(e => e.Id != "M02.E4").Select(e => (e.Id, e.Earned, e.Outcome)));
        Assert.Equal(before["01-complete"].Score, after["01-complete"].Score);
        Assert.Equal((0, Outcome.Banned),
            after["40-einsum"].Exercises.Where(e => e.Id == "M02.E4").Select(e => (e.Earned, e.Outcome)).Single());
        Assert.Equal(ResultJson.Write(before["02-starter"]), ResultJson.Write(after["02-starter"]));

        (code, output, error) = await GraderProcess.RunAsync("gradebook", "explain", "40-einsum", "-g", Book);
        Assert.True(code == 0, output + error);
        Assert.Contains("einsum is now banned", output, StringComparison.Ordinal);
        Assert.Contains($"by the checks {after["40-einsum"].Exercises.Single(e => e.Id == "M02.E4").ChecksVersion} instead of {before["40-einsum"].Module.ChecksVersion}", output, StringComparison.Ordinal);

        (code, output, error) = await RunAsync("--only", "M02.E4", "--preview");
        Assert.True(code == 0, output + error);
        Assert.Contains("0 graded again: 0 gain, 0 lose, 0 keep their percentage. 2 are by these checks already.", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_GradebookOfAnotherGrader_IsNotTouched()
    {
        Directory.CreateDirectory(Path.Combine(Class, "ada"));
        using Gradebook taken = Gradebook.OpenForGrading(Book);
        taken.Enrol([new Student("ada")]);

        (int code, _, string error) = await GraderProcess.RunAsync("batch", Class, "-g", Book, "-m", "M02");

        Assert.Equal(2, code);
        Assert.Contains("Another grader is working on", error, StringComparison.Ordinal);
        Assert.Equal("ada", Assert.Single(taken.Students()).Key);
    }

    [Theory]
    [InlineData("--yes and --preview belong to --only or --regrade", "--yes")]
    [InlineData("--resume has no part in grading again", "--regrade", "--resume")]
    [InlineData("There is no gradebook", "--regrade", "--preview")]
    public async Task Batch_RegradeThatMakesNoSense_SaysWhatToDo(string message, params string[] options)
    {
        Directory.CreateDirectory(Path.Combine(Class, "ada"));

        (int code, _, string error) = await GraderProcess.RunAsync(["batch", Class, "-g", Book, "-m", "M02", .. options]);

        Assert.NotEqual(0, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Book));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] options) =>
        GraderProcess.RunAsync(["batch", Class, "-g", Book, "-m", "M02", "--course", Course, "--jobs", "2", .. options]);

    private Dictionary<string, GradeResult> Results()
    {
        using Gradebook book = Gradebook.Open(Book);
        return book.Attempts().ToDictionary(a => a.Attempt.Student, a => book.Result(a.Attempt)!);
    }

    private static string Json(Dictionary<string, GradeResult> results) =>
        string.Join('\n', results.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => ResultJson.Write(r.Value)));

    // Checks that may be changed; what is compiled of them stays beside the grader.
    private void CopyCourse()
    {
        foreach (string part in (string[])[Path.Combine("tests", "Checks", GradingFixture.Module),
            Path.Combine("solutions", GradingFixture.Module), Path.Combine("assignments", GradingFixture.Module)])
        {
            string from = Path.Combine(GradingFixture.Layout.Root, part);
            foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(from, file);
                if (relative.StartsWith("bin", StringComparison.Ordinal) || relative.StartsWith("obj", StringComparison.Ordinal)) continue;
                string to = Path.Combine(Course, part, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }

        File.WriteAllText(Path.Combine(Course, "course.json"), "{}");
    }
}
