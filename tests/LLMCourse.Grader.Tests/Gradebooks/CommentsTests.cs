using System.Text.Json;
using System.Text.Json.Nodes;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Exports;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>What instructors tell students: kept, taken back, shown as text wherever there is a place for it.</summary>
public sealed class CommentsTests : IDisposable
{
    private const string Markup = "Look at <b>line 3</b>,\nthen at `i < T`.";

    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    private string Site => Path.Combine(_class.Folder, "site");

    [Fact]
    public void Undo_OneOfTwo_LeavesTheOtherAndBothOnRecord()
    {
        Comment("ada", "M02.E1", "First.");
        Comment("ada", "M02.E1", "Second.");

        DecisionEntry undone = _class.Book.Undo("N1", "Prof. Y", "wrong student", TemporaryGradebook.Noon.AddHours(1));

        Assert.Equal(("a comment on M02.E1", "First."), (undone.What, undone.Why));
        Assert.Equal(["Second."], _class.Book.Comments().Select(c => c.Text));
        Assert.Equal(["N1", "N2"], _class.Book.Decisions().Where(d => d.Id[0] == 'N').Select(d => d.Id));
        Assert.Contains("Prof. Y", _class.Book.Decisions().Single(d => d.Id == "N1").Undone, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_TwoKeysOfOneStudent_KeepsTheComment()
    {
        Comment("bob", "M02", "Well done.");

        _class.Book.Join("bob", "robert");

        Assert.Equal("robert", Assert.Single(_class.Book.Comments()).Student);
    }

    [Theory]
    [InlineData(" \n ", "The comment is empty.")]
    [InlineData("a\u001b[2Jb", "a⟨ESC⟩[2Jb")]
    [InlineData("a\u202eb", "a⟨U+202E⟩b")]
    [InlineData("a\0b", "a⟨NUL⟩b")]
    public void Of_TextThatCannotBeSeen_IsRefused(string text, string says) =>
        Assert.Contains(says, Assert.Throws<CourseException>(() => CommentText.Of(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_LongOrSeveralLines_HasABoundAndLineFeeds()
    {
        Assert.Equal("a\nb", CommentText.Of("\r\na\r\nb\n"));
        Assert.Equal(CommentText.Longest, CommentText.Of(new string('x', CommentText.Longest)).Length);
        Assert.Contains("4000 are the most",
            Assert.Throws<CourseException>(() => CommentText.Of(new string('x', CommentText.Longest + 1))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Audience.Instructors, true)]
    [InlineData(Audience.Students, false)]
    public async Task Publish_Comment_IsTextOnThePageAndInTheReport(Audience audience, bool isNamed)
    {
        Comment("ada", "M02.E1", Markup);

        await new SitePublisher(_class.Book,
            new PublishOptions { Out = Site, For = audience, Policy = ExportClass.Policy }).PublishAsync(CancellationToken.None);

        string folder =
            Path.Combine(Site, audience == Audience.Students ? SiteSecret.Of(_class.Book.Path).FolderOf("ada") : "students/ada");
        foreach (string page in (string[])["index", "m02"])
        {
            string html = File.ReadAllText(Path.Combine(folder, page + ".html")),
                markdown = File.ReadAllText(Path.Combine(folder, page + ".md"));
            Assert.Contains("<p>Look at &lt;b&gt;line 3&lt;/b&gt;,<br />\nthen at `i &lt; T`.</p>", html, StringComparison.Ordinal);
            Assert.Contains("> Look at ", markdown, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>", markdown, StringComparison.Ordinal);
            Assert.Equal(isNamed, html.Contains("Prof. X, 2026-11-01", StringComparison.Ordinal));
            Assert.Equal(!isNamed, html.Contains("M02.E1: your instructor, 2026-11-01", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(Site, "*.html", SearchOption.AllDirectories),
            f => !f.StartsWith(folder, StringComparison.Ordinal) && File.ReadAllText(f).Contains("line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_Formats_HaveTheCommentWhereTheyHaveFeedback()
    {
        Comment("ada", "M02.E1", Markup);
        Comment("eve", "M02", "Please write to me.");
        ClassGrades grades = _class.Grades();

        string moodle = ExportClass.Write(new MoodleExport(), grades).Text;
        Assert.Contains("<br>M02.E1: Look at &lt;b&gt;line 3&lt;/b&gt;,<br>then at `i &lt; T`.", moodle, StringComparison.Ordinal);
        Assert.Contains("Nothing was handed in.<br>M02: Please write to me.", moodle, StringComparison.Ordinal);

        JsonElement told = JsonDocument.Parse(ExportClass.Write(new JsonExport(), grades).Text).RootElement.GetProperty("students")[0]
            .GetProperty("modules")[1].GetProperty("comments")[0];
        Assert.Equal(("M02.E1", Markup, "Prof. X"),
            (told.GetProperty("about").GetString(), told.GetProperty("text").GetString(), told.GetProperty("who").GetString()));

        SubmissionFolder.Write(grades, _class.Book, new GradescopeExport(), Path.Combine(_class.Folder, "out"), CancellationToken.None);
        JsonNode test = JsonNode.Parse(
            File.ReadAllText(Path.Combine(_class.Folder, "out", "M02", "ada", "gradescope.json")))!["tests"]!.AsArray().Last()!;
        Assert.Equal(("Comment on M02.E1", Markup, "text"),
            ((string?)test["name"], (string?)test["output"], (string?)test["output_format"]));
        Assert.Null(test["score"]);
    }

    [Fact]
    public async Task Comment_FromTheCommandLine_IsKeptListedAndTakenBack()
    {
        string book = _class.Book.Path;
        async Task<(int, string)> Run(params string[] arguments)
        {
            (int code, string output, string error) = await GraderProcess.RunAsync(["gradebook", .. arguments, "-g", book]);
            return (code, output + error);
        }

        (int code, string text) = await Run("comment", "ADA", "m02.e1", "The mask is right.", "--who", "Prof. X");
        Assert.True(code == 0, text);
        Assert.Contains("ada M02.E1: kept", text, StringComparison.Ordinal);
        (_, text) = await Run("decisions", "ada");
        Assert.Contains("N1 ada M02: a comment on M02.E1; Prof. X on ", text, StringComparison.Ordinal);
        Assert.Contains(": The mask is right.", text, StringComparison.Ordinal);
        (code, _) = await Run("undo", "N1", "--who", "Prof. X", "--why", "sent by mail");
        Assert.Equal(0, code);
        Assert.Empty(_class.Book.Comments());

        foreach ((string[] wrong, string says) in new[]
        {
            ((string[])["comment", "ada", "M02.E99", "x", "--who", "Prof. X"], "M02 has no exercise M02.E99."),
            (["comment", "nobody", "M02", "x", "--who", "Prof. X"], "has no student 'nobody'"),
            (["comment", "ada", "M02", "x\u0007", "--who", "Prof. X"], "x⟨BEL⟩"),
            (["comment", "ada", "M02", "x", "--who", " "], "--who is empty"),
            (["override", "ada", "M02", "90", "--who", "Peer review (a, b)", "--why", "y"],
                "--who begins as entries of `peer-review collect` do"),
        })
        {
            (code, text) = await Run(wrong);
            Assert.Equal(2, code);
            Assert.Contains(says, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_class.Book.Overrides(), o => o.Student == "ada");
    }

    private void Comment(string student, string about, string text) =>
        _class.Book.Add(new Comment(student, about[..3], about, text, "Prof. X", TemporaryGradebook.Noon));
}
