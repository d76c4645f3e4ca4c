using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>The code of attempts: kept with the grade, shown to instructors beside the report, compared from attempt to attempt.</summary>
public sealed class HandedInCodeTests : IDisposable
{
    private const string First =
        "class Softmax\n{\n    // <b>one</b>\n    int A;\n    int B;\n    int C;\n    int D;\n    int E;\n    int F;\n}\n";

    private static readonly string Second = First.Replace("int F", "int G", StringComparison.Ordinal);

    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;

    public HandedInCodeTests() => _book = Gradebook.OpenForGrading(_home.Path);

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    private string Site => Path.Combine(Path.GetDirectoryName(_home.Path)!, "site");

    [Fact]
    public void Save_WithCode_GivesItBackAndKeepsTheSameContentOnce()
    {
        _book.Save(TemporaryGradebook.Attempt("ada"), SampleResults.Mixed(), Packed(First));
        _book.Save(TemporaryGradebook.Attempt("bob"), SampleResults.Mixed(), Packed(First));
        _book.Save(TemporaryGradebook.Attempt("cy", hash: "h2"), SampleResults.Mixed());

        Assert.Equal([new SourceFile("Softmax.cs", First)], HandedInCode.Open(_book.PackedCode(TemporaryGradebook.Attempt("bob"))!));
        Assert.Null(_book.PackedCode(TemporaryGradebook.Attempt("cy", hash: "h2")));
        _book.Record(TemporaryGradebook.Attempt("cy", hash: "h2"), Packed(Second));
        Assert.Equal(Second, HandedInCode.Open(_book.PackedCode(TemporaryGradebook.Attempt("cy", hash: "h2"))!)[0].Text);
    }

    [Fact]
    public void Pack_TooMuchOrNothing_KeepsNothing()
    {
        Assert.Null(HandedInCode.Pack([]));
        Assert.NotNull(HandedInCode.Pack([new SourceFile("A.cs", new string('x', HandedInCode.Most))]));
        Assert.Null(HandedInCode.Pack([new SourceFile("A.cs", new string('x', HandedInCode.Most)), new SourceFile("B.cs", "y")]));
    }

    [Fact]
    public void Open_Damaged_SaysSo() =>
        Assert.Contains("The gradebook is damaged", Assert.Throws<GradebookException>(() => HandedInCode.Open([1, 2, 3])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ShardLine_WithCode_ComesBackWithIt()
    {
        ShardLine line = ShardLine.Of(TemporaryGradebook.Attempt("ada"), SampleResults.Mixed()) with { Code = Packed(First) };

        ShardLine read = ShardLine.Decode(line.Encode().AsSpan()[..^1])!;

        Assert.Equal(First, HandedInCode.Open(read.Code!)[0].Text);
        Assert.Null(ShardLine.Decode(ShardLine.Of(TemporaryGradebook.Attempt("ada"), SampleResults.Mixed()).Encode().AsSpan()[..^1])!.Code);
    }

    [Fact]
    public void Link_PlacesInFilesThatThereAre_LeadToTheirLines()
    {
        IReadOnlyList<SourceFile> files = [new("Mask.cs", "a\nb\n"), new("Softmax.cs", First)];

        Assert.Equal("<a href=\"#code-2-4\"><code>Softmax.cs:4:9</code></a>, <code>Softmax.cs:99</code>, <a href=\"#code-1-2\"><code>Mask.cs:2</code></a>, <code>Other.cs:1</code>, <code>Mask.cs:0</code>",
            CodeSection.Link("<code>Softmax.cs:4:9</code>, <code>Softmax.cs:99</code>, <code>Mask.cs:2</code>, <code>Other.cs:1</code>, <code>Mask.cs:0</code>", files));
    }

    [Fact]
    public void LinesOf_EveryEndOfALine_CountsAsTheCompilerDoes() =>
        Assert.Equal(["a", "b", "c", "d\fe", "f"], CodeSection.LinesOf("a\r\nb\rc\nd\fe\u2028f\n"));

    [Fact]
    public void Compare_OneLineChanged_HasItWithThreeAround()
    {
        List<(char Sign, string Text)> lines = ChangesPage.Compare(First, Second);

        Assert.StartsWith("…   −+ ", string.Concat(lines.Select(l => l.Sign)), StringComparison.Ordinal);
        Assert.Contains(('−', "    int F;"), lines);
        Assert.Contains(('+', "    int G;"), lines);
        Assert.DoesNotContain(lines, l => l.Text.Contains("int B", StringComparison.Ordinal));
        Assert.Empty(ChangesPage.Compare(First, First));
    }

    [Fact]
    public async Task Publish_ForInstructors_ShowsCodeAndChangesAsText()
    {
        Hand("h1", First, 0);
        Hand("h2", Second, 1);
        Hand("h3", null, 2);

        await new SitePublisher(_book,
            new PublishOptions { Out = Site, Policy = new CoursePolicy { Attempt = AttemptRule.Last } }).PublishAsync(
                CancellationToken.None);

        string folder = Path.Combine(Site, "students", "ada");
        Assert.Contains("The gradebook does not have it", File.ReadAllText(Path.Combine(folder, "m02.html")), StringComparison.Ordinal);
        string changes = File.ReadAllText(Path.Combine(folder, "m02-changes.html"));
        Assert.Contains("<del>−     int F;</del>\n<ins>+     int G;</ins>", changes, StringComparison.Ordinal);
        Assert.Contains("The gradebook does not have the code of both.", changes, StringComparison.Ordinal);
        Assert.Contains("-     int F;\n+     int G;", File.ReadAllText(Path.Combine(folder, "m02-changes.md")), StringComparison.Ordinal);
        Assert.Contains("m02-changes.html", File.ReadAllText(Path.Combine(folder, "index.html")), StringComparison.Ordinal);

        await new SitePublisher(_book,
            new PublishOptions { Out = Site, Policy = new CoursePolicy { Attempt = AttemptRule.Best } }).PublishAsync(
                CancellationToken.None);
        string report = File.ReadAllText(Path.Combine(folder, "m02.html"));
        Assert.Contains("<li id=\"code-1-3\"><code>    // &lt;b&gt;one&lt;/b&gt;</code></li>", report, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#code-1-4\"><code>Softmax.cs:4</code></a>", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ForStudents_HasNoCode()
    {
        Hand("h1", First, 0);
        Hand("h2", Second, 1);

        await new SitePublisher(_book, new PublishOptions { Out = Site, For = Audience.Students }).PublishAsync(CancellationToken.None);

        Assert.DoesNotContain(Directory.EnumerateFiles(Site, "*", SearchOption.AllDirectories),
            f => f.Contains("changes", StringComparison.Ordinal) || File.ReadAllText(f).Contains("int F", StringComparison.Ordinal));
    }

    // The first has a mistake at line 4 and is the best one.
    private void Hand(string hash, string? code, int day)
    {
        GradeResult result = SampleResults.Mixed();
        ExerciseResult wrong = result.Exercises.First(e => e.Outcome == Outcome.Failed);
        result = result with
        {
            Exercises = [.. result.Exercises.Select(e => e == wrong
                ? e with { Place = new SourcePlace("Softmax.cs", 4), Mistakes = [
                    ], Suspect = null, Checks = [.. e.Checks.Select(c => c with { Place = new SourcePlace("Softmax.cs", 4) })] }
                : e)],
            Score = new ScoreSummary(50 - day, 100, 50 - day),
        };
        _book.Save(TemporaryGradebook.Attempt("ada", hash: hash, at: TemporaryGradebook.Noon.AddDays(day)), result,
            code is null ? null : Packed(code));
    }

    private static byte[]? Packed(string text) => HandedInCode.Pack([new SourceFile("Softmax.cs", text)]);
}
