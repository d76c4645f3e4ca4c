using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Classes.Publishing.Handouts;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>A small class, published for those who teach and for students, the course for everybody,
/// and a browser to look at them with.</summary>
public sealed class PublishedClass : IAsyncLifetime
{
    public const string Name = "published class";

    private const int Students = 14;

    private static readonly DateTimeOffset Begin = new(2026, 10, 5, 9, 30, 0, TimeSpan.Zero);

    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-browser-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string ForInstructors => Path.Combine(_home, "instructors");

    public string ForStudents => Path.Combine(_home, "students");

    public string ForEverybody => Path.Combine(_home, "course");

    /// <summary>Gets the browser.</summary>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not started.");

    /// <summary>Gets one page of each kind, of all sites.</summary>
    public IReadOnlyList<string> PagesOfEachKind
    {
        get
        {
            // Folders have names that nobody can guess, new ones each time: the order is that of what lies in them.
            string[] reports = [.. Directory.EnumerateFiles(ForStudents, "m02.html", SearchOption.AllDirectories)
                .OrderByDescending(report => new FileInfo(report).Length)];
            string most = reports.First(report => File.ReadAllText(report).Contains("id=\"speed\"", StringComparison.Ordinal));
            return
            [
                Path.Combine(ForInstructors, "index.html"), Path.Combine(ForInstructors, "M02", "index.html"),
                Path.Combine(ForInstructors, "students", "index.html"),
                Path.Combine(ForInstructors, "students", "s03", "index.html"), Path.Combine(ForInstructors, "students", "s03", "m02.html"),
                Path.Combine(ForInstructors, "students", "s03", "m02-changes.html"), Path.Combine(ForInstructors, "leaderboard.html"),
                Path.Combine(ForStudents, "index.html"), Path.Combine(Path.GetDirectoryName(most)!, "index.html"), most, reports[^1],
                Path.Combine(ForStudents, "leaderboard.html"),
                .. new[] { "index", "M02/index", "M02/interview" }.Select(page => Path.Combine(ForEverybody, page + ".html")),
            ];
        }
    }

    public async Task InitializeAsync()
    {
        if (BrowserFactAttribute.Chromium is not { } chromium) return;
        string path = Path.Combine(_home, "class.db");
        using (Gradebook book = Gradebook.OpenForGrading(path))
        {
            Fill(book);
            var policy = new CoursePolicy
            {
                Deadlines = { ["M02"] = Begin.AddDays(6) },
                Late = new LatePenalty { Steps = [new LateStep { Percent = 10 }] },
                Publish = new PublishPolicy { Leaderboard = true, Distribution = true },
            };
            foreach ((Audience audience, string folder) in ((Audience, string)[])[(Audience.Instructors, ForInstructors),
                (Audience.Students, ForStudents)])
                await new SitePublisher(book,
                    new PublishOptions { Out = folder, For = audience, Policy = policy, Title = "Language models" }).PublishAsync(
                        CancellationToken.None);
        }

        _ = CourseSite.Publish(CourseLayout.Find(null), new CourseSiteOptions { Out = ForEverybody }, CancellationToken.None);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Headless = true,

            // The pages are our own; as root, in a container, Chromium does not start with its sandbox.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Opens a page at a size, in a colour scheme, with scripts or without.</summary>
    public async Task<IPage> OpenAsync(string file, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        IBrowserContext context =
            await Browser.NewContextAsync(
                new BrowserNewContextOptions
                {
                    JavaScriptEnabled = scripts,
                    ViewportSize = new ViewportSize { Width = width, Height = 900 },
                    ColorScheme = scheme
                });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(AddressOf(file));
        return page;
    }

    public static string AddressOf(string file) => new Uri(file).AbsoluteUri;

    // Each sample several times over several days; one student has a name that wants to be markup, one hands nothing in.
    private static void Fill(Gradebook book)
    {
        string[] order = ["starter", "compile-error", "mixed", "grader-error", "perfect"];
        book.Enrol(Enumerable.Range(1, Students)
            .Select(i => new Student($"s{i:00}", i == 5 ? "</title><script>alert(1)</script> & \"co\"" : $"Student Number{i:00}",
                $"s{i:00}@example.org", "", "", i % 2 == 0 ? "A" : "B")));
        for (int i = 1; i < Students; i++)
        {
            for (int attempt = 0; attempt <= i % 4; attempt++)
            {
                GradeResult result = SampleResults.All[order[Math.Min(4, (i % 3) + attempt)]];
                string key = $"s{i:00}";
                result = result with { Submission = result.Submission with { Name = key, ContentHash = $"{key}-{attempt}" } };
                book.Save(new Attempt(key, "M02", $"{key}-{attempt}", Begin.AddHours((7.3 * i) + (26 * attempt)),
                    $"{key}/attempt-{attempt}"), result, Code(attempt));
                if (i % 2 == 0)
                    book.Save(new Attempt(key, "M03", $"{key}-{attempt}", Begin.AddDays(9).AddHours((5.1 * i) + (20 * attempt)),
                        $"{key}/attempt-{attempt}"), Other(result));
            }
        }

        book.Add(new Override("s07", "M02", 88, "Prof. X", "oral exam, with Student Number08", Begin.AddDays(20)));
        book.Add(new Extension("s06", "M02", Begin.AddDays(8), "Prof. X", "ill, as Student Number09 was", Begin.AddDays(5)));
    }

    // With a line that is wider than any screen, and one more line in each attempt.
    private static byte[]? Code(int attempt) => HandedInCode.Pack(
    [
        new SourceFile("Attention.cs",
            string.Concat(Enumerable.Range(1, 60).Select(line => $"    double x{line} = {line}; // <b>{new string('=', line)}</b>\n"))
                + string.Concat(Enumerable.Range(0, attempt).Select(a => $"\tint attempt{a};\n"))),
        new SourceFile("Masks.cs", "class Masks;\n"),
    ]);

    private static GradeResult Other(GradeResult result) => result with
    {
        Module = new ModuleSummary("M03", "M03.Embeddings", "Positions and embeddings", "77aa"),
        Exercises = [.. result.Exercises.Select(
            e => e with { Id = e.Id.Replace("M02", "M03", StringComparison.Ordinal), Checks =
                [.. e.Checks.Select(c => c with { Id = c.Id.Replace("M02", "M03", StringComparison.Ordinal) })] })],
        Performance = [],
    };
}

[CollectionDefinition(PublishedClass.Name)]
public sealed class PublishedClassDefinition : ICollectionFixture<PublishedClass>;
