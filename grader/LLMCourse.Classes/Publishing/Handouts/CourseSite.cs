using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LLMCourse.Classes.Publishing.Handouts;

/// <summary>Writes the course as a site: the syllabus, each module's handout, quiz, hints and interview questions, and the pages of
/// <c>docs/</c> that they lead to.</summary>
/// <remarks>Nothing of anybody's work is in it, and no answer to a quiz.</remarks>
public sealed class CourseSite
{
    private readonly CoursePages _pages;
    private readonly SiteFrame _frame;
    private readonly CourseSiteOptions _options;

    private CourseSite(CoursePages pages, CourseSiteOptions options)
    {
        _pages = pages;
        _options = options;
        _frame = new SiteFrame(options.Title, "Written by grader publish --handouts from the course's own files.", isForEverybody: true);
    }

    /// <summary>Writes the site beside the earlier one and puts it in its place.</summary>
    /// <param name="layout">The course.</param>
    /// <param name="options">What the site is to be.</param>
    /// <param name="cancellation">Stops it; the earlier site stays as it is.</param>
    /// <returns>How many pages it has.</returns>
    /// <exception cref="CourseException">The course has no handouts, one of them cannot be shown, or the folder must not be replaced; the
    /// message says which.</exception>
    public static int Publish(CourseLayout layout, CourseSiteOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        using SiteFolder folder = SiteFolder.Prepare(options.Out, Audience.Everybody);
        var site = new CourseSite(CoursePages.Of(layout), options);
        foreach (CoursePage page in site._pages.All)
        {
            cancellation.ThrowIfCancellationRequested();
            folder.Write(page.Address + ".html", site.Write(page));
        }

        folder.Commit();
        return folder.Count;
    }

    private string Write(CoursePage page)
    {
        Relink(page);
        string body;
        try
        {
            body = HandoutMarkdown.Render(page.Document);
        }
        catch (CourseException e)
        {
            throw new CourseException($"{page.Source}: {e.Message}", e);
        }

        string up = Up(page);
        IReadOnlyList<(string, string)> ways =
        [
            ("Syllabus", page.Address == "index" ? "" : up + "index"),
            .. _pages.All.Where(p => IsHandout(p)).Select(p => (p.Module!, p == page ? "" : up + p.Address)),
        ];
        return _frame.Around(page.Title, $"{Siblings(page)}<article class=\"handout\">\n{body}</article>\n",
            page.Address == "index" ? null : up + "index", ways, source: null);
    }

    // Handout, quiz, hints and interview of one module lead to each other.
    private string Siblings(CoursePage page)
    {
        if (page.Module is null) return "";
        IEnumerable<string> links = _pages.All.Where(p => p.Module == page.Module).Select(p =>
        {
            string name = IsHandout(p) ? "Handout" : char.ToUpperInvariant(p.Address[4]) + p.Address[5..];
            return p == page ? $"<span aria-current=\"page\">{name}</span>" : $"<a href=\"{Up(page)}{p.Address}.html\">{name}</a>";
        });
        return $"<p class=\"eyebrow siblings\">{page.Module} {string.Join(" · ", links)}</p>\n";
    }

    // A link leads to a page of the site, else to the repository, else nowhere: then its text stays.
    private void Relink(CoursePage page)
    {
        foreach (LinkInline link in page.Document.Descendants<LinkInline>().ToArray())
        {
            string url = link.Url ?? "";
            if (link.IsImage && _pages.FigureOf(page, url) is { } figure) HandoutMarkdown.Show(link, figure);
            else if (_pages.Target(page, url) is var (target, fragment))
                link.Url = target == page ? fragment : $"{Up(page)}{target.Address}.html{fragment}";
            else if (_pages.FileOf(page, url) is ({ } file, var place) && _options.Repository is { } repository && !link.IsImage)
                link.Url = repository.AbsoluteUri.TrimEnd('/') + "/" + file + place;
            else if (!CoursePages.IsWeb(url) || link.IsImage) Unlink(link);
        }
    }

    private static void Unlink(LinkInline link)
    {
        while (link.FirstChild is { } child)
        {
            child.Remove();
            link.InsertBefore(child);
        }

        link.Remove();
    }

    private static bool IsHandout(CoursePage page) => page.Module is not null && page.Address.EndsWith("/index", StringComparison.Ordinal);

    private static string Up(CoursePage page) => string.Concat(Enumerable.Repeat("../", page.Address.Count(c => c == '/')));
}

/// <summary>What the course's site is to be.</summary>
public sealed record CourseSiteOptions
{
    /// <summary>Gets the folder to write; its site, if there is one, is replaced.</summary>
    public required string Out { get; init; }

    /// <summary>Gets the course's name, at the top of each page.</summary>
    public string Title { get; init; } = "LLMCourse";

    /// <summary>Gets where files that are no pages can be looked at, such as
    /// <c>https://example.org/course/blob/main/</c>; null for nowhere.</summary>
    public Uri? Repository { get; init; }
}
