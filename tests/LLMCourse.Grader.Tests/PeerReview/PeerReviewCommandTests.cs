using System.Text.RegularExpressions;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grader.Tests.PeerReview;

/// <summary>The commands as instructors start them, on a folder that was graded.</summary>
public sealed partial class PeerReviewCommandTests : IDisposable
{
    private const string Module = "M02.Attention";

    private readonly TemporaryGradebook _home = new();

    public void Dispose() => _home.Dispose();

    private string Home => Path.GetDirectoryName(_home.Path)!;

    [Fact]
    public async Task PeerReview_FromAssignToGradebook_WorksAndIsIdempotent()
    {
        HandIn(5);
        File.WriteAllText(At("not.csv"), "a,b\ns1@example.org,S2\n");

        (int code, string output, string error) = await RunAsync("assign", "-g", _home.Path, "-m", "M02", "-s", At("class"), "--seed", "7",
            "--reviews", "2", "--rubric", At("rubric.yaml"), "--not", At("not.csv"), "-o", At("reviews"));
        Assert.Equal(2, code);
        Assert.Contains("not.csv: row 2: the gradebook has no student 's1@example.org'", error, StringComparison.Ordinal);

        File.WriteAllText(At("not.csv"), "a,b\nS1,s2\n");
        (code, output, error) = await RunAsync("assign", "-g", _home.Path, "-m", "M02", "-s", At("class"), "--seed", "7", "--reviews", "2",
            "--rubric", At("rubric.yaml"), "--not", At("not.csv"), "-o", At("reviews"));
        Assert.True(code == 0, output + error);
        Assert.Contains("5 submissions of M02, 2 reviews of each, 10 sheets:", output, StringComparison.Ordinal);
        Assert.Contains("not given out: s3: figure.md: not a text", error, StringComparison.Ordinal);
        ReviewKey key = ReviewKey.Load(At("reviews.key.json"));
        Assert.DoesNotContain(key.Reviews, r => (r.Reviewer, r.Student) is ("s1", "s2") or ("s2", "s1"));
        Assert.DoesNotContain(Directory.GetFiles(At("reviews"), "*.md", SearchOption.AllDirectories),
            f => File.ReadAllText(f).Contains("Student Number", StringComparison.Ordinal));

        (code, output, _) = await RunAsync("status", "--key", At("reviews.key.json"), At("reviews"));
        Assert.Equal(1, code);
        Assert.Contains("0 of 10 sheets are in, 0 have a fault, 10 are missing.", output, StringComparison.Ordinal);

        foreach (string sheet in Directory.GetFiles(At("reviews"), "sheet.md", SearchOption.AllDirectories))
            File.WriteAllText(sheet,
                Empty().Replace(File.ReadAllText(sheet), "Score: 3\n\nReason: It says for whom, and what they would do.\n"));
        (code, output, error) = await RunAsync("collect", "-g", _home.Path, "--key", At("reviews.key.json"), At("reviews"));
        Assert.True(code == 0, output + error);
        Assert.Contains("Nothing was entered: 5 grades would be, as M02.P, with --write.", output, StringComparison.Ordinal);

        // Two at once: whoever comes second sees what the first entered.
        Task<(int Code, string Output, string Error)> Collect(params string[] more) =>
            RunAsync(["collect", "-g", _home.Path, "--key", At("reviews.key.json"), At("reviews"), "--write", .. more]);
        (int Code, string Output, string Error)[] both = await Task.WhenAll(Collect("--feedback", At("feedback")), Collect());
        Assert.All(both, b => Assert.True(b.Code == 0, b.Output + b.Error));
        Assert.Equal(["0 grades were entered as M02.P", "5 grades were entered as M02.P"],
            both.Select(b => EnteredLine().Match(b.Output).Value).Order(StringComparer.Ordinal));
        using (Gradebook entered = Gradebook.Open(_home.Path)) Assert.Equal(5, entered.Decisions().Count);
        Assert.Equal(5, Directory.GetFiles(At("feedback"), "*.md").Length);

        (code, output, _) = await RunAsync("collect", "-g", _home.Path, "--key", At("reviews.key.json"), At("reviews"), "--write");
        Assert.Equal(0, code);
        Assert.Contains("0 grades were entered", output, StringComparison.Ordinal);

        (code, output, error) = await GraderProcess.RunAsync("gradebook", "override", "s1", "M02.P", "90", "--who", "Prof. X", "--why",
            "read it", "-g", _home.Path);
        Assert.True(code == 0, output + error);
        using Gradebook book = Gradebook.Open(_home.Path);
        Assert.Equal([90m, 75m, 75m, 75m, 75m],
            new FinalGrader(book, new CoursePolicy()).All().Select(g => g.Modules.Single(m => m.Module == "M02.P").Percent));
    }

    [Fact]
    public async Task Assign_OtherContentThanCounts_IsRefusedAndNamed()
    {
        HandIn(4);
        File.AppendAllText(Directory.GetFiles(At("class/s2"), "*.cs").Order(StringComparer.Ordinal)
            .First(f => !f.EndsWith("Tests.cs", StringComparison.Ordinal)), "// later\n");

        (int code, _, string error) =
            await RunAsync("assign", "-g", _home.Path, "-m", "M02", "-s", At("class"), "--rubric", At("rubric.yaml"), "-o", At("reviews"));

        Assert.Equal(2, code);
        Assert.Contains("s2: what lies in s2 is not the attempt that counts", error, StringComparison.Ordinal);
        Assert.False(Path.Exists(At("reviews")) || Path.Exists(At("reviews.key.json")));
    }

    [Theory]
    [InlineData("criteria: []", "rubric.yaml:1: the rubric has no title. Add it.")]
    [InlineData("title: x\nmodule: M02\nfiles: [a]\nreason: 5\ncriterions: []", "rubric.yaml:5: the rubric has no 'criterions'.")]
    [InlineData("title: x\nmodule: M02\nfiles: [../a]\nreason: 5\ncriteria: []", "rubric.yaml:3: a file is a name")]
    [InlineData("title: x\nmodule: M02\nfiles: [a]\nreason: 5\ncriteria:\n  - {id: q, title: t, ask: a, points: 1, scale: {1: a, 3: b}}",
        "rubric.yaml:6: the scores of q must rise by 1")]
    public void Load_RubricThatIsNone_IsRefusedWithItsLine(string text, string expected)
    {
        File.WriteAllText(At("rubric.yaml"), text);

        Assert.Contains(expected, Assert.ThrowsAny<InvalidDataException>(() => Rubric.Load(At("rubric.yaml"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RubricsOfTheCourse_AreGood()
    {
        string[] files = Directory.GetFiles(Path.Combine(GradingFixture.Layout.Docs, "rubrics"), "*.yaml");

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(Path.GetFileNameWithoutExtension(f), Rubric.Load(f).Module));
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        GraderProcess.RunAsync(["peer-review", .. arguments]);

    private string At(string name) => Path.Combine(Home, name);

    // The assignment as handed out, with a line of each student's own, and grades of exactly these files.
    private void HandIn(int students)
    {
        CourseLayout layout = GradingFixture.Layout;
        ModuleManifest manifest = ModuleManifest.Load(layout.ManifestOf(Module));
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        for (int i = 1; i <= students; i++)
        {
            string folder = Directory.CreateDirectory(At($"class/s{i}")).FullName;
            foreach (string file in manifest.Files)
                File.WriteAllText(Path.Combine(folder, file),
                    File.ReadAllText(Path.Combine(layout.AssignmentOf(Module), file)) + $"// s{i}\n");
            File.WriteAllText(Path.Combine(folder, "report.md"), $"By Student Number{i}, s{i}.\n");
            book.Enrol([new Student($"s{i}", $"Student Number{i}")]);
            SourceSet sources = SourceSet.Read(folder, manifest);
            book.Save(new Attempt($"s{i}", "M02", sources.ContentHash, TemporaryGradebook.Noon, $"s{i}"), TemporaryGradebook.Grade(10 * i));
        }

        File.WriteAllBytes(At("class/s3/figure.md"), [1, 0, 2]);
        File.WriteAllText(At("rubric.yaml"), """
            title: attention
            module: M02
            files: ["*.md"]
            reason: 20
            criteria:
              - id: question
                title: Is it worth asking?
                ask: Read it.
                points: 1
                scale: {0: no, 1: hardly, 2: partly, 3: mostly, 4: "yes"}
            """);
    }

    [GeneratedRegex("[0-9]+ grades were entered as M02.P", RegexOptions.CultureInvariant)]
    private static partial Regex EnteredLine();

    [GeneratedRegex("Score:\n\nReason:\n")]
    private static partial Regex Empty();
}
