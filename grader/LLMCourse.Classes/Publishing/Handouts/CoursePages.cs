using LLMCourse.Grading.Course;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LLMCourse.Classes.Publishing.Handouts;

/// <summary>A page of the course's site.</summary>
/// <param name="Source">The file that it is made of, from the course's folder, with <c>/</c>.</param>
/// <param name="Address">Where it lies in the site, without extension.</param>
/// <param name="Module">The id of its module; null for a page that belongs to none.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Document">What stands in it; links still lead to files.</param>
internal sealed record CoursePage(string Source, string Address, string? Module, string Title, MarkdownDocument Document);

/// <summary>Finds the pages of the course's site: the syllabus, what each module has, and every
/// page of <c>docs/</c> that they lead to.</summary>
internal sealed class CoursePages
{
    private const string Syllabus = "docs/syllabus.md";

    private static readonly string[] OfAModule = ["README", "quiz", "hints", "interview"];

    private readonly CourseLayout _layout;
    private readonly Dictionary<string, CoursePage> _pages = new(StringComparer.Ordinal);

    private CoursePages(CourseLayout layout) => _layout = layout;

    /// <summary>Gets the pages, in the order in which one would read them.</summary>
    public IReadOnlyList<CoursePage> All => [.. _pages.Values];

    /// <summary>Reads the pages of a course.</summary>
    /// <exception cref="CourseException">The course has no handouts.</exception>
    public static CoursePages Of(CourseLayout layout)
    {
        var pages = new CoursePages(layout);
        if (!pages.TryAdd(Syllabus, "index", null))
            throw new CourseException(
                $"'{Path.Combine(layout.Root, Syllabus)}' is missing, so there are no handouts to publish. Name a checkout of the course with --course.");
        foreach (string module in layout.Modules)
        {
            foreach (string name in OfAModule)
                _ = pages.TryAdd($"assignments/{module}/{name}.md", $"{module[..3]}/{(name == "README" ? "index" : name)}", module[..3]);
        }

        pages.FollowLinks();
        return pages;
    }

    /// <summary>Returns the page that a link of another page leads to, and the place on it; null where it leads out of the site.</summary>
    /// <param name="from">The page with the link.</param>
    /// <param name="url">The link's address.</param>
    public (CoursePage Page, string Fragment)? Target(CoursePage from, string url) =>
        FileOf(from, url) is var (file, fragment) && _pages.GetValueOrDefault(file) is { } page ? (page, fragment) : null;

    /// <summary>Returns the file of the course that a link leads to, from the course's folder, and the place in it; null for an address of
    /// the web, or a path out of the course.</summary>
    public (string File, string Fragment)? FileOf(CoursePage from, string url)
    {
        if (IsWeb(url)) return null;
        int hash = url.IndexOf('#', StringComparison.Ordinal);
        (string path, string fragment) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        if (path.Length == 0) return (from.Source, fragment);
        string full = Path.GetFullPath(Path.Combine(_layout.Root, Path.GetDirectoryName(from.Source)!, Uri.UnescapeDataString(path)));
        string file = Path.GetRelativePath(_layout.Root, full).Replace('\\', '/');
        return file.StartsWith("../", StringComparison.Ordinal) ? null : (file, fragment);
    }

    /// <summary>Returns the figure that a page shows, as the text of its file; null where the
    /// address is that of no SVG beside the page.</summary>
    public string? FigureOf(CoursePage from, string url)
    {
        if (!url.EndsWith(".svg", StringComparison.Ordinal) || FileOf(from, url) is not ({ } file, _)) return null;
        string path = Path.Combine(_layout.Root, file);
        return Path.GetDirectoryName(file) == Path.GetDirectoryName(from.Source) && File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Returns whether a link leads out of the course by an address of its own.</summary>
    public static bool IsWeb(string url) =>
        url.Contains("://", StringComparison.Ordinal) || url.StartsWith("mailto:", StringComparison.Ordinal);

    private void FollowLinks()
    {
        Queue<CoursePage> open = new(_pages.Values);
        while (open.TryDequeue(out CoursePage? page))
        {
            foreach (LinkInline link in page.Document.Descendants<LinkInline>())
            {
                if (FileOf(page, link.Url ?? "") is ({ } file, _) && file.StartsWith("docs/", StringComparison.Ordinal)
                    && file.EndsWith(".md", StringComparison.Ordinal) && TryAdd(file, file[..^3], null))
                    open.Enqueue(_pages[file]);
            }
        }
    }

    private bool TryAdd(string source, string address, string? module)
    {
        string path = Path.Combine(_layout.Root, source);
        if (_pages.ContainsKey(source) || !File.Exists(path)) return false;
        MarkdownDocument document = HandoutMarkdown.Parse(File.ReadAllText(path));
        _pages.Add(source, new CoursePage(source, address, module, HandoutMarkdown.Title(document) ?? address, document));
        return true;
    }
}
