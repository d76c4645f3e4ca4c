using System.Text.Json;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Exports;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>Where the course file asks for it, students see a module once it is released, and nothing of what it is worth before.</summary>
public sealed class ReleasesTests : IDisposable
{
    private static readonly CoursePolicy Manual =
        new()
        {
            ReleaseByHand = true,
            CountOpen = true,
            Weights = { ["M02"] = 2 },
            Publish = new PublishPolicy { Distribution = true, Leaderboard = true }
        };

    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    private string Site => Path.Combine(_class.Folder, "site");

    [Theory]
    [InlineData("release: manual", true)]
    [InlineData("release: automatic", false)]
    [InlineData("attempt: best", false)]
    public void Load_CourseFile_SaysWhetherModulesAreReleased(string text, bool byHand) =>
        Assert.Equal(byHand, CoursePolicy.Load(_class.Put("course.yaml", text)).ReleaseByHand);

    [Fact]
    public void Load_AnotherWord_IsRefusedWithItsLine() => Assert.EndsWith(
        "course.yaml:2: release is 'later'; it is automatic or manual.",
        Assert.Throws<InvalidDataException>(() => CoursePolicy.Load(_class.Put("course.yaml", "attempt: best\nrelease: later"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void FinalGrader_ForStudents_CountsOnlyWhatIsReleased()
    {
        Release("M01");

        FinalGrade all = Of("ada", releasedOnly: false), seen = Of("ada", releasedOnly: true);

        Assert.All(all.Modules, m => Assert.True(m.HasNumber));
        Assert.Equal([false, true, true], seen.Modules.Select(m => m.IsWithheld));
        Assert.Equal(all.Modules[0].Percent, seen.Percent);
        Assert.Contains("M02 does not count yet: its grade is not released", seen.Steps);
        Assert.Equal(2, seen.Modules[1].Steps.Count(s => s.StartsWith("handed in on 2026-11-01", StringComparison.Ordinal)));
        Assert.DoesNotContain(seen.Modules.Skip(1).SelectMany(m => m.Steps),
            s => s.Contains('%') || s.Contains("points", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_ForStudents_WithholdsUntilTheReleaseAndAfterItIsTakenBack()
    {
        _class.Book.Add(new Comment("ada", "M02", "M02", "Well argued.", "Prof. X", TemporaryGradebook.Noon));
        await PublishAsync(Audience.Students);
        Assert.Equal("not released", Final());
        AssertWithheld();

        Release("M02");
        await PublishAsync(Audience.Students);
        Assert.Contains("Well argued.", Page("index.md"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, "m02.html")));
        Assert.Equal("100.00 %", Final());
        Assert.Contains("M01: not released", Page("index.md"), StringComparison.Ordinal);

        _class.Book.Undo("R1", "Prof. X", "too early", TemporaryGradebook.Noon);
        await PublishAsync(Audience.Students);
        AssertWithheld();

        void AssertWithheld()
        {
            string page = Page("index.md");
            Assert.Contains("## M02: not released", page, StringComparison.Ordinal);
            Assert.Contains("Not released yet: the grade and the report will stand here", page, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.EnumerateFiles(Site, "m0?.*", SearchOption.AllDirectories), _ => true);
            foreach (string file in Directory.EnumerateFiles(Folder, "*.md"))
                Assert.DoesNotMatch(@"[0-9] ?%|points|Well argued|place in it", File.ReadAllText(file));
            Assert.DoesNotMatch(@"\| 1 \|", File.ReadAllText(Path.Combine(Site, "leaderboard.md")));
        }
    }

    [Fact]
    public async Task Publish_ForInstructors_ShowsEverythingWithTheFlag()
    {
        Release("M01");

        await PublishAsync(Audience.Instructors);

        Assert.Contains("| M01 | M02, not released | M03, not released |", File.ReadAllText(Path.Combine(Site, "students", "index.md")),
            StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(Site, "students", "ada", "index.md"));
        Assert.Equal(2, page.Split("Not released: the student does not see this grade yet.").Length - 1);
        Assert.Matches(@"## M02 .*: 100\.00 %", page);
        Assert.Contains("(not released)", File.ReadAllText(Path.Combine(Site, "index.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WhatStudentsSee_LeavesOutWhatIsNotReleased()
    {
        Release("M01");
        ClassGrades students = ClassGrades.Load(_class.Book, Manual, forStudents: true),
            instructors = ClassGrades.Load(_class.Book, Manual);

        Assert.Equal(["M01"], students.Modules);
        string canvas = ExportClass.Write(new CanvasExport(), students).Text;
        Assert.DoesNotContain("M02", canvas, StringComparison.Ordinal);
        Assert.Equal(ExportText.Percent(students.Students[0].Modules[0].Grade.Percent), ExportClass.Parse(canvas)[2][^1]);
        SubmissionFolder.Write(students, _class.Book, new GradescopeExport(), Path.Combine(_class.Folder, "out"), CancellationToken.None);
        Assert.Equal(["M01"], Directory.GetDirectories(Path.Combine(_class.Folder, "out")).Select(Path.GetFileName));

        string[] header = [.. ExportClass.Parse(ExportClass.Write(new CsvExport(), instructors).Text)[0]],
            ada = [.. ExportClass.Parse(ExportClass.Write(new CsvExport(), instructors).Text)[1]];
        Assert.Equal(["yes", "no", "no"],
            Enumerable.Range(0, header.Length).Where(i => header[i].EndsWith(" released", StringComparison.Ordinal)).Select(i => ada[i]));
        JsonElement modules = JsonDocument.Parse(ExportClass.Write(new JsonExport(), instructors).Text).RootElement.GetProperty(
            "students")[0].GetProperty("modules");
        Assert.Equal([true, false, false], modules.EnumerateArray().Select(m => m.GetProperty("released").GetBoolean()));
        Assert.All(modules.EnumerateArray(), m => Assert.Equal(JsonValueKind.Number, m.GetProperty("percent").ValueKind));
    }

    [Fact]
    public void Export_NothingReleased_IsRefusedAndSaysWhatToDo()
    {
        CourseException one = Assert.Throws<CourseException>(() => ClassGrades.Load(_class.Book, Manual, "M02", forStudents: true));
        CourseException all = Assert.Throws<CourseException>(() => ClassGrades.Load(_class.Book, Manual, forStudents: true));

        Assert.StartsWith("M02 is not released, and the course file says `release: manual`", one.Message, StringComparison.Ordinal);
        Assert.StartsWith("No module is released", all.Message, StringComparison.Ordinal);
        Assert.Contains("grader gradebook release M02 --who NAME", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WithoutReleaseByHand_IsAsBefore()
    {
        ClassGrades grades = ClassGrades.Load(_class.Book, ExportClass.Policy, forStudents: true);

        Assert.Equal(["M01", "M02", "M03"], grades.Modules);
        Assert.DoesNotContain("released", ExportClass.Write(new CsvExport(), grades).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_FromTheCommandLine_IsEnteredOnceAndListed()
    {
        string book = _class.Book.Path, policy = _class.Put("course.yaml", "release: manual");
        async Task<(int, string)> Run(params string[] arguments)
        {
            (int code, string output, string error) = await GraderProcess.RunAsync([.. arguments, "-g", book]);
            return (code, output + error);
        }

        (int code, string text) = await Run("gradebook", "release", "m02", "--who", "Prof. X", "--policy", policy);
        Assert.Equal((0, "M02 is released: students see it from the next `grader publish` and `grader export` on."), (code, text.Trim()));
        (code, text) = await Run("gradebook", "release", "M02", "--who", "Prof. Y");
        Assert.Equal(2, code);
        Assert.Contains("M02 is released already, by Prof. X", text, StringComparison.Ordinal);
        (code, text) = await Run("gradebook", "release", "M03");
        Assert.Equal(2, code);
        Assert.Contains("--who is missing", text, StringComparison.Ordinal);
        (_, text) = await Run("gradebook", "release", "--policy", policy);
        Assert.Matches(@"M01: not released\nM02: released by Prof\. X on 20[0-9 :-]+", text);
        (_, text) = await Run("gradebook", "show", "--policy", policy);
        Assert.Contains("Not released to students: M01, M03.", text, StringComparison.Ordinal);
        (code, text) = await Run("export", "--to", "canvas", "--policy", policy, "-o", Path.Combine(_class.Folder, "canvas.csv"));
        Assert.Equal(0, code);
        Assert.Contains("Not released, and so not exported and in no final number: M01, M03.", text, StringComparison.Ordinal);
        (_, text) = await Run("gradebook", "decisions");
        Assert.Contains("M02: students may see its grades; Prof. X on ", text, StringComparison.Ordinal);
        (code, text) = await Run("gradebook", "undo", "R1", "--who", "Prof. X", "--why", "too early");
        Assert.Equal((0, "Taken back: R1, M02: students may see its grades."), (code, text.Trim()));
        (code, _) = await Run("gradebook", "release", "M02", "--who", "Prof. X", "--why", "now");
        Assert.Equal(0, code);
    }

    private string Folder => Path.Combine(Site, SiteSecret.Of(_class.Book.Path).FolderOf("ada"));

    private string Page(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private string Final() => Page("index.md").Split("final number: **")[1].Split("**")[0];

    private FinalGrade Of(string key, bool releasedOnly) =>
        new FinalGrader(_class.Book, Manual, releasedOnly: releasedOnly).All().Single(g => g.Student.Key == key);

    private void Release(string module) => _class.Book.Add(new Classes.Gradebooks.Release(module, "Prof. X", "", TemporaryGradebook.Noon));

    private Task<PublishResult> PublishAsync(Audience audience) =>
        new SitePublisher(_class.Book,
            new PublishOptions { Out = Site, For = audience, Policy = Manual }).PublishAsync(CancellationToken.None);
}
