using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed partial class SitePublisherTests : IDisposable
{
    private static readonly string[] Samples = ["starter", "mixed", "grader-error", "perfect", "compile-error"];

    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;

    public SitePublisherTests() => _book = Gradebook.OpenForGrading(_home.Path);

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    private string Out => Path.Combine(Path.GetDirectoryName(_home.Path)!, "site");

    [Fact]
    public async Task Publish_ForStudents_NoFolderHoldsAnythingOfAnother()
    {
        Fill(12);
        _book.Add(new Override("key03xq", "M02", 50, "Prof. Zeta", "copied from key04xq (Name04xq)", TemporaryGradebook.Noon));
        _book.Add(new Extension("key05xq", "M02", TemporaryGradebook.Noon.AddDays(3), "Prof. Zeta", "ill, like Name06xq",
            TemporaryGradebook.Noon));

        await PublishAsync(Audience.Students, leaderboard: true, distribution: true);

        SiteSecret secret = SiteSecret.Of(_home.Path);
        string[] folders = [.. Enumerable.Range(1, 12).Select(i => secret.FolderOf($"key{i:00}xq"))];
        foreach (string file in Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(Out, file).Replace('\\', '/'), text = path + "\n" + File.ReadAllText(file);
            int own = Array.IndexOf(folders, path.Split('/')[0]) + 1;
            for (int i = 1; i <= 12; i++)
            {
                if (i == own) continue;
                foreach (string trace in (string[])[$"key{i:00}xq", $"Name{i:00}xq", $"mail{i:00}xq", $"lms{i:00}xq", $"login{i:00}xq",
                    $"hash{i:00}xq", folders[i - 1]])
                    Assert.False(text.Contains(trace, StringComparison.OrdinalIgnoreCase), $"{path} has {trace}");
            }

            Assert.DoesNotContain("Prof. Zeta", text, StringComparison.Ordinal);
            if (own > 0)
                Assert.Contains(path.EndsWith(".md", StringComparison.Ordinal) ? $"key{own:00}xq" : $"Name{own:00}xq", text,
                    StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Publish_ForStudents_LinksStayAndAreListedOutside()
    {
        Fill(3);
        PublishResult first = await PublishAsync(Audience.Students, address: new Uri("https://example.org/g/"));
        string list = File.ReadAllText(first.Links!);
        Fill(4);

        PublishResult second = await PublishAsync(Audience.Students, address: new Uri("https://example.org/g/"));

        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(File.ReadAllText(second.Links!), "links");
        Assert.Equal(["key", "name", "email", "folder", "link"], rows[0]);
        Assert.Equal(5, rows.Count);
        Assert.StartsWith(list, File.ReadAllText(second.Links!), StringComparison.Ordinal);
        Assert.All(rows.Skip(1),
            r => Assert.True(File.Exists(Path.Combine(Out, r[3], "index.html")) && r[4] == $"https://example.org/g/{r[3]}/index.html"));
        Assert.False(Path.GetFullPath(second.Links!).StartsWith(Out + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_ListWithinTheSite_IsRefused()
    {
        Fill(1);
        var options = new PublishOptions { Out = Out, For = Audience.Students, Links = Path.Combine(Out, "links.csv") };

        Assert.Contains("everybody could read it",
            (await Assert.ThrowsAsync<CourseException>(
                () => new SitePublisher(_book, options).PublishAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Publish_Numbers_AreTheGradebooks()
    {
        Fill(12);
        var policy = new CoursePolicy
        {
            Deadlines = { ["M02"] = TemporaryGradebook.Noon.AddHours(30) },
            Late = new LatePenalty { Steps = [new LateStep { Percent = 10 }] },
            DropLowest = 1,
            CountOpen = true,
            Weights = { ["M03"] = 2 }
        };

        await PublishAsync(Audience.Instructors, policy: policy);

        string list = File.ReadAllText(Path.Combine(Out, "students", "index.md"));
        foreach (FinalGrade grade in new FinalGrader(_book, policy).All())
        {
            string number = FormattableString.Invariant($"{grade.Percent:0.00} %"), key = grade.Student.Key;
            Assert.Contains($"({key}) | {number} |", list, StringComparison.Ordinal);
            string html = File.ReadAllText(Path.Combine(Out, "students", key, "index.html"));
            Assert.Contains($"<dt>final number</dt><dd>{number}</dd>", html, StringComparison.Ordinal);
            Assert.All(grade.Steps.Concat(grade.Modules.SelectMany(m => m.Steps)),
                s => Assert.Contains(System.Net.WebUtility.HtmlEncode(s), html, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Publish_Again_GivesTheSameFiles()
    {
        Fill(6);
        await PublishAsync(Audience.Instructors, leaderboard: true);
        Dictionary<string, string> first = Contents();

        await PublishAsync(Audience.Instructors, leaderboard: true);

        Assert.Equal(first, Contents());
    }

    [Fact]
    public async Task Publish_StudentWhoLeft_PagesVanish()
    {
        Fill(2);
        await PublishAsync(Audience.Instructors);
        string later = Path.Combine(Path.GetDirectoryName(_home.Path)!, "later.db");
        using (Gradebook smaller = Gradebook.OpenForGrading(later))
        {
            smaller.Save(TemporaryGradebook.Attempt("key01xq"), SampleResults.Perfect());
            await new SitePublisher(smaller, new PublishOptions { Out = Out }).PublishAsync(CancellationToken.None);
        }

        Assert.True(Directory.Exists(Path.Combine(Out, "students", "key01xq")));
        Assert.False(Directory.Exists(Path.Combine(Out, "students", "key02xq")));
    }

    [Fact]
    public async Task Publish_Cancelled_LeavesTheEarlierSite()
    {
        Fill(3);
        await PublishAsync(Audience.Instructors);
        Dictionary<string, string> before = Contents();
        Fill(5);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SitePublisher(_book, new PublishOptions { Out = Out }).PublishAsync(new CancellationToken(canceled: true)));

        Assert.Equal(before, Contents());
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(Out)!, ".site.*"));
    }

    [Fact]
    public async Task Publish_WhileAGraderSaves_SeesOneMoment()
    {
        Fill(3);
        using (Gradebook reader = Gradebook.Open(_home.Path))
        using (reader.Freeze())
        {
            int before = reader.Attempts().Count;
            _book.Save(TemporaryGradebook.Attempt("late"), SampleResults.Perfect());
            Assert.Equal(before, reader.Attempts().Count);
        }

        await PublishAsync(Audience.Instructors);
        Assert.True(Directory.Exists(Path.Combine(Out, "students", "late")));
    }

    [Fact]
    public async Task Publish_WithoutLeaderboard_HasNone()
    {
        Fill(12);

        await PublishAsync(Audience.Instructors);

        Assert.False(File.Exists(Path.Combine(Out, "leaderboard.html")));
        Assert.False(File.Exists(SiteSecret.FileOf(_home.Path)));
    }

    [Fact]
    public async Task Publish_Leaderboard_HasPseudonymsAndNoNames()
    {
        Fill(12);

        await PublishAsync(Audience.Instructors, leaderboard: true);

        string board = File.ReadAllText(Path.Combine(Out, "leaderboard.md"));
        Assert.Matches(@"\| 1 \| [A-Z][a-z]+ [A-Z][a-z]+ [0-9]{2} \|", board);
        Assert.DoesNotMatch("(key|name)[0-9]{2}xq", board.ToLowerInvariant());
    }

    [Theory]
    [InlineData(false, 12, false)]
    [InlineData(true, 12, true)]
    [InlineData(true, 9, false)]
    public async Task Publish_ForStudents_ShowsTheClassOnlyIfAskedForAndOfMany(bool asked, int students, bool shown)
    {
        Fill(students);

        await PublishAsync(Audience.Students, distribution: asked);

        string page = File.ReadAllText(Path.Combine(Out, SiteSecret.Of(_home.Path).FolderOf("key01xq"), "index.html"));
        Assert.Equal(shown, page.Contains("your place in it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_EmptyGradebook_SaysWhatToDo()
    {
        await PublishAsync(Audience.Instructors);

        Assert.Contains("Nothing is graded yet", File.ReadAllText(Path.Combine(Out, "index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Script_IsOnThePagesOfTheClassAloneAndTheOnlyOneThatMayRun()
    {
        Fill(4);
        _book.Add(new Extension("key01xq", "M02", TemporaryGradebook.Noon.AddDays(3), "Prof. Zeta", "ill", TemporaryGradebook.Noon));
        await PublishAsync(Audience.Instructors);
        string[] pages = [.. Directory.EnumerateFiles(Out, "*.html", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("<script>", StringComparison.Ordinal))
                .Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Assert.Equal(["index.html", "students/index.html"], pages);
        Assert.All(pages,
            p => Assert.Contains($"; script-src {TableScript.Source}\"", File.ReadAllText(Path.Combine(Out, p)), StringComparison.Ordinal));
        Assert.DoesNotContain(TableScript.Text, c => c is '<' or '&');
        Assert.Contains("(extended)", File.ReadAllText(Path.Combine(Out, "students", "index.md")), StringComparison.Ordinal);

        Directory.Delete(Out, recursive: true);
        await PublishAsync(Audience.Students);
        Assert.DoesNotContain(Directory.EnumerateFiles(Out, "*.html", SearchOption.AllDirectories),
            f => File.ReadAllText(f).Contains("script", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Hostile.Texts), MemberType = typeof(Hostile))]
    public async Task Publish_HostileTextEverywhere_StaysText(string text)
    {
        // Whatever a student can choose: the key, the name, and what a submission is called and says.
        GradeResult result = SampleResults.Mixed();
        result = result with
        {
            Submission = result.Submission with { Name = text },
            Exercises = [.. result.Exercises.Select(
                e => e with { Next = text, Checks = [.. e.Checks.Select(c => c with { Message = text, Output = text })] })],
        };
        string key = text.Length == 0 ? "empty" : text;
        _book.Enrol([new Student(key, text, text, text, text, text)]);
        _book.Save(new Attempt(key, "M02", "h1", TemporaryGradebook.Noon, text), result);
        _book.Add(new Override(key, "M02", 50, text, text, TemporaryGradebook.Noon));
        _book.Add(new Comment(key, "M02", "M02.E1", text, text, TemporaryGradebook.Noon));

        await new SitePublisher(_book,
            new PublishOptions { Out = Out, Title = text.Length == 0 ? "x" : text }).PublishAsync(CancellationToken.None);

        foreach (string file in Directory.EnumerateFiles(Out, "*.html", SearchOption.AllDirectories))
        {
            XElement page = HtmlReportTests.Parse(File.ReadAllText(file));
            Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "img" or "iframe" or "object" or "form" or "b" or "link");
            Assert.All(page.Descendants().Where(e => e.Name.LocalName == "script"), s => Assert.Equal(TableScript.Text, s.Value));
            Assert.DoesNotContain(page.Descendants().Attributes(),
                a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.All(page.Descendants("a"), a => Assert.Matches(Safe(), (string)a.Attribute("href")!));
            Assert.Contains("default-src 'none'",
                (string)page.Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy")
                    .Attribute("content")!, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\A(#[a-z0-9-]+|(\.\./)*[A-Za-z0-9~_/-]+\.(html|md))\z")]
    private static partial Regex Safe();

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllText);

    private Task<PublishResult> PublishAsync(Audience audience, bool leaderboard = false, bool distribution = false,
        CoursePolicy? policy = null, Uri? address = null) =>
        new SitePublisher(_book, new PublishOptions
        {
            Out = Out,
            For = audience,
            Leaderboard = leaderboard,
            Distribution = distribution,
            Policy = policy ?? new CoursePolicy(),
            Address = address
        }).PublishAsync(CancellationToken.None);

    private void Fill(int students)
    {
        for (int i = 1; i <= students; i++)
        {
            string key = $"key{i:00}xq";
            _book.Enrol([new Student(key, $"Name{i:00}xq", $"mail{i:00}xq@example.org", $"login{i:00}xq", $"lms{i:00}xq", "A")]);
            for (int attempt = 0; attempt <= i % 3; attempt++)
            {
                GradeResult result = SampleResults.All[Samples[(i + attempt) % 5]];
                result = result with { Submission = result.Submission with { Name = key, ContentHash = $"hash{i:00}xq" } };
                _book.Save(new Attempt(key, attempt == 2 ? "M03" : "M02", $"hash{i:00}xq-{attempt}",
                    TemporaryGradebook.Noon.AddHours((5 * i) + (20 * attempt)), $"{key}/try{attempt}"), result);
            }
        }
    }
}
