using System.Xml.Linq;
using LLMCourse.Classes.Publishing.Handouts;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Publishing;

/// <summary>The course as a site: the real one, and small ones with everything that could go wrong.</summary>
public sealed class CourseSiteTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-course-site-").FullName;

    private string Course => Path.Combine(_home, "course");

    private string Out => Path.Combine(_home, "site");

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Publish_TheCourse_HasEveryModuleAndNoAnswer()
    {
        var layout = CourseLayout.Find(null);

        int pages = CourseSite.Publish(layout, new CourseSiteOptions { Out = Out, Title = "Models <of> language" }, CancellationToken.None);

        Assert.True(pages >= 4 * layout.Modules.Count);
        foreach (string module in layout.Modules)
        {
            foreach (string page in new[] { "index", "quiz", "hints", "interview" })
            {
                // Well-formed, so that nothing stands open; no formula is left as TeX.
                XDocument document = XDocument.Parse(Read($"{module[..3]}/{page}.html"));
                Assert.StartsWith(module[..3], document.Descendants("h1").Single().Value, StringComparison.Ordinal);
                Assert.DoesNotContain("$$", document.Descendants("main").Single().Value, StringComparison.Ordinal);
                Assert.Equal(page == "index" ? 1 : 0,
                    document.Descendants("img").Count(image => image.Attribute("alt")!.Value.Length > 40));
            }
        }

        Assert.Contains("Models &lt;of&gt; language", Read("index.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("noindex", Read("index.html"), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file) is not ".llmcourse-site" && !file.EndsWith(".html", StringComparison.Ordinal));
    }

    [Fact]
    public void Publish_Links_LeadToPagesToTheRepositoryOrNowhere()
    {
        Write("docs/syllabus.md",
            "# Syllabus\n\n[one](../assignments/M90.One/README.md#a-b) [far](deep/far.md) [code](../src/A.cs#L3) [*gone* `x`](../../etc/passwd) [web](https://example.org/) [here](#syllabus) ![a picture](images/x.png)");
        Write("docs/deep/far.md", "# Far\n\n[back](../syllabus.md) [other](../../docs/other.md)");
        Write("docs/other.md", "# Other");
        Write("docs/nobody.md", "# Nobody leads here");
        Write("assignments/M90.One/README.md", "# M90 One\n\n## A b\n\n[quiz](quiz.md)");
        Write("assignments/M90.One/quiz.md", "# M90 quiz");

        Assert.Equal(5, CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None));
        Assert.Contains(
            "<a href=\"M90/index.html#a-b\">one</a> <a href=\"docs/deep/far.html\">far</a> code <em>gone</em> <code>x</code> <a href=\"https://example.org/\">web</a> <a href=\"#syllabus\">here</a> a picture</p>",
            Read("index.html"),
            StringComparison.Ordinal);
        Assert.Contains("<a href=\"../../index.html\">back</a> <a href=\"../../docs/other.html\">other</a>", Read("docs/deep/far.html"),
            StringComparison.Ordinal);
        Assert.Contains("<p class=\"eyebrow siblings\">M90 <span aria-current=\"page\">Handout</span> · <a href=\"../M90/quiz.html\">Quiz</a></p>", Read("M90/index.html"), StringComparison.Ordinal);

        _ = CourseSite.Publish(new CourseLayout(Course),
            new CourseSiteOptions { Out = Out, Repository = new Uri("https://example.org/blob/main") }, CancellationToken.None);
        Assert.Contains("<a href=\"https://example.org/blob/main/src/A.cs#L3\">code</a>", Read("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_Figure_StandsInThePage()
    {
        Write("docs/syllabus.md", "# S\n\n![elsewhere](../assignments/M90.One/masks.svg) ![missing](none.svg)");
        Write("assignments/M90.One/README.md", "# M90 One\n\n![Three masks](masks.svg)\n\n*Figure.* The masks.\n");
        Write("assignments/M90.One/masks.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"><title>Masks</title></svg>\n");

        _ = CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None);

        XElement figure = XDocument.Parse(Read("M90/index.html")).Descendants("img").Single();
        Assert.Equal("Three masks", figure.Attribute("alt")!.Value);
        Assert.Equal(("region", "0"), (figure.Parent!.Attribute("role")!.Value, figure.Parent.Attribute("tabindex")!.Value));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Course, "assignments", "M90.One", "masks.svg")),
            Convert.FromBase64String(figure.Attribute("src")!.Value["data:image/svg+xml;base64,".Length..]));
        Assert.Contains("img-src data:", Read("M90/index.html"), StringComparison.Ordinal);
        Assert.Contains("<p>elsewhere missing</p>", Read("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_FormulaOfSeveralLines_IsOne()
    {
        Write("docs/syllabus.md", "# S\n\n$$a = b \\qquad\r\nc = d$$\r\n\nInline $x_1$, and 5 $ or $6.\n\n```\n$$not\nthis$$\n```\n");

        _ = CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None);

        string page = Read("index.html");
        Assert.Equal(2, page.Split("<math").Length - 1);
        Assert.Contains("<math display=\"block\">", page, StringComparison.Ordinal);
        Assert.Contains("5 $ or $6.", page, StringComparison.Ordinal);
        Assert.Contains("$$not", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_FormulaThatItDoesNotKnow_NamesTheFileAndKeepsTheSite()
    {
        Write("docs/syllabus.md", "# S");
        _ = CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None);
        string before = Read("index.html");
        Write("docs/syllabus.md", "# S\n\n$$\\mathbb{R}$$");

        CourseException e = Assert.Throws<CourseException>(
            () => CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None));

        Assert.StartsWith("docs/syllabus.md: The formula '\\mathbb{R}' cannot be written", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Read("index.html"));
    }

    [Fact]
    public void Publish_CourseWithoutHandouts_SaysWhatToDo()
    {
        Directory.CreateDirectory(Course);

        Assert.Contains("Name a checkout of the course with --course",
            Assert.Throws<CourseException>(
                () => CourseSite.Publish(new CourseLayout(Course), new CourseSiteOptions { Out = Out }, CancellationToken.None)).Message,
                StringComparison.Ordinal);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(Out, file));

    private void Write(string file, string text)
    {
        string path = Path.Combine(Course, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (file.StartsWith("assignments/M90", StringComparison.Ordinal))
            Directory.CreateDirectory(Path.Combine(Course, "solutions", "M90.One"));
    }
}
