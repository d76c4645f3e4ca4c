using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>Says where each page lies and how one gets from one to another, and writes them.</summary>
/// <param name="site">Where to write.</param>
/// <param name="view">The class.</param>
/// <param name="secret">What students' folders follow from; null where the site has none.</param>
/// <param name="names">The names on the leaderboard; null where there is none.</param>
internal sealed class SiteWriter(SiteFolder site, ClassView view, SiteSecret? secret, Pseudonyms? names)
{
    private static readonly MarkdownReport Markdown = new();

    private readonly SiteFrame _frame = new(view.Options.Title, $"As of the grading of {view.Date}.");

    private bool ForStudents => view.Options.For == Audience.Students;

    /// <summary>Writes the class at a glance.</summary>
    public void Overview() => Put("index", "The class", OverviewPage.Write(view), "");

    /// <summary>Writes the page of a module.</summary>
    public void Module(ModuleItems items) =>
        Put($"{items.Module}/index", $"{items.Module} {items.Title}", ModulePage.Write(view, items), items.Module);

    /// <summary>Writes the list of students.</summary>
    public void Students() => Put("students/index", "Students", StudentsPage.Write(view), "students");

    /// <summary>Writes the leaderboard.</summary>
    public void Leaderboard(IEnumerable<LeaderboardPage.Entry> entries) =>
        Put("leaderboard", "Leaderboard", LeaderboardPage.Write(entries, names!), "leaderboard");

    /// <summary>Writes what one finds who has no link.</summary>
    public void Door()
    {
        var page = new PageWriter();
        page.Title(view.Options.Title)
            .Text("There is a page for each student here. Yours is at the address that you were sent; nobody else has it. If you have lost it, ask your instructor.");
        Put("index", "Welcome", page, "");
        site.Write("robots.txt", "User-agent: *\nDisallow: /\n");
    }

    /// <summary>Writes a student's page and reports.</summary>
    public void Student(StudentMaterial material, IReadOnlyList<GradeResult> results)
    {
        Student student = material.Grade.Student;
        string folder = ForStudents ? secret!.FolderOf(student.Key) : $"students/{Slug.Of(student.Key)}", name = ClassView.NameOf(student);
        (string Text, string Page)[] reports =
            [.. material.Reports.Select(r => (r.Attempt.Attempt.Module + (r.Counts ? "" : ", newest"), r.Page))];
        PutIn(folder, "index", name, name, StudentPage.Write(view, material, results, ForStudents ? names?[student.Key] : null), reports);
        for (int i = 0; i < results.Count; i++)
        {
            StudentReport report = material.Reports[i];
            var page = new PageWriter();
            PageWriter comments = Comments(student, report.Attempt.Attempt.Module);
            IReadOnlyList<SourceFile>? code = material.CodeOf(report.Attempt);
            string html = HtmlReport.Content(results[i], comments.Html);
            page.Both(code is null ? html : CodeSection.Link(html, code), Markdown.Render(results[i])).Both("", comments.Markdown.Trim());
            if (!ForStudents) CodeSection.Write(page, code);
            PutIn(folder, report.Page, name, $"{name}, {results[i].Module.Id}", page, reports);
        }

        foreach ((string module, string page) in material.Changes)
        {
            PageWriter changes = ChangesPage.Write(view, module,
                [.. material.Attempts.Where(a => a.Attempt.Module == module).Select(a => (a, material.CodeOf(a)))]);
            PutIn(folder, page, name, $"{name}, {module}, changes", changes, reports);
        }
    }

    private PageWriter Comments(Student student, string module)
    {
        var section = new PageWriter();
        IReadOnlyList<Comment> comments = view.CommentsOn(student.Key, module);
        if (comments.Count == 0) return section;
        section.Open("comments", comments.Count == 1 ? "A comment" : "Comments");
        CommentList.Write(section, comments, view);
        return section.Close();
    }

    // A student's pages lead to each other and, on a site for instructors, to the class.
    private void PutIn(string folder, string file, string student, string title, PageWriter page,
        IReadOnlyList<(string Text, string Page)> reports)
    {
        List<(string, string)> ways = [];
        if (!ForStudents) ways.AddRange([("The class", "../../index"), ("Students", "../index")]);
        ways.Add((ForStudents ? "Overview" : student, file == "index" ? "" : "index"));
        ways.AddRange(reports.Select(r => (r.Text, r.Page == file ? "" : r.Page)));
        if (ForStudents && names is not null) ways.Add(("Leaderboard", "../leaderboard"));
        Write($"{folder}/{file}", title, page, ForStudents ? "index" : "../../index", ways);
    }

    private void Put(string path, string title, PageWriter page, string here)
    {
        string up = path.Contains('/', StringComparison.Ordinal) ? "../" : "";
        List<(string, string)> ways = [];
        if (!ForStudents)
        {
            ways.Add(("The class", here.Length == 0 ? "" : up + "index"));
            ways.AddRange(view.Items.Select(i => (i.Module, here == i.Module ? "" : $"{up}{i.Module}/index")));
            ways.Add(("Students", here == "students" ? "" : up + "students/index"));
            if (names is not null) ways.Add(("Leaderboard", here == "leaderboard" ? "" : up + "leaderboard"));
        }

        Write(path, title, page, ForStudents ? null : up + "index", ways);
    }

    private void Write(string path, string title, PageWriter page, string? home, IReadOnlyList<(string Text, string Page)> ways)
    {
        string source = path[(path.LastIndexOf('/') + 1)..] + ".md";
        site.Write(path + ".html", _frame.Around(title, page.Html, home, ways, source, page.HasScript));
        site.Write(path + ".md", page.Markdown);
    }
}
