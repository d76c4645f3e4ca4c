using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>Every page can be reached, loads nothing from elsewhere, and leads only to what there is.</summary>
[Collection(PublishedClass.Name)]
[Trait("Needs", "browser")]
public sealed partial class NavigationTests(PublishedClass site)
{
    [BrowserFact]
    public async Task Follow_EveryLinkOfTheInstructorsSite_ReachesEveryPage()
    {
        HashSet<string> reached = await CrawlAsync(site.ForInstructors, "index.html");

        Assert.Equal(PagesOf(site.ForInstructors), reached.Order(StringComparer.Ordinal));
    }

    [BrowserFact]
    public async Task Follow_EveryLinkOfAStudentsPage_StaysInTheStudentsFolder()
    {
        string folder = Path.GetFileName(Directory.EnumerateDirectories(site.ForStudents).Order(StringComparer.Ordinal).First());

        HashSet<string> reached = await CrawlAsync(site.ForStudents, $"{folder}/index.html");

        Assert.Equal(
            PagesOf(site.ForStudents).Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal)).Append("leaderboard.html")
                .Order(StringComparer.Ordinal),
            reached.Order(StringComparer.Ordinal));
    }

    [BrowserFact]
    public async Task Door_OfTheStudentsSite_LeadsToNobody()
    {
        HashSet<string> reached = await CrawlAsync(site.ForStudents, "index.html");

        Assert.Equal(["index.html"], reached);
    }

    [BrowserFact]
    public async Task Follow_EveryLinkOfTheCourse_ReachesEveryPageAndPlace()
    {
        HashSet<string> reached = await CrawlAsync(site.ForEverybody, "index.html", isWebAllowed: true);

        Assert.Equal(PagesOf(site.ForEverybody), reached.Order(StringComparer.Ordinal));
    }

    [BrowserFact]
    public async Task Formula_OfAHandout_IsSetAsOne()
    {
        IPage page = await site.OpenAsync(Path.Combine(site.ForEverybody, "M02", "index.html"));

        // A fraction is taller than the line that its text would be.
        Assert.True(await page.EvaluateAsync<double>(
            "document.querySelector('mfrac').getBoundingClientRect().height / parseFloat(getComputedStyle(document.querySelector('mfrac')).fontSize)") > 1.7);
        Assert.Equal(0, await page.GetByText("$$").CountAsync());
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Click_FromTheClassToAReport_ArrivesThere()
    {
        IPage page = await site.OpenAsync(Path.Combine(site.ForInstructors, "index.html"));

        await page.ClickAsync("nav >> text=Students");
        await page.ClickAsync("text=Student Number03");
        await page.ClickAsync("section#m02 >> text=The whole report");

        Assert.Contains("Transformer and attention", await page.InnerTextAsync("h1"), StringComparison.Ordinal);
        await page.ClickAsync("nav >> text=The class");
        Assert.Equal("The class", await page.InnerTextAsync("h1"));
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Open_NameThatIsMarkup_IsText()
    {
        IPage page = await site.OpenAsync(Path.Combine(site.ForInstructors, "students", "s05", "index.html"));

        Assert.Equal("</title><script>alert(1)</script> & \"co\"", await page.InnerTextAsync("h1"));
        Assert.Equal(0, await page.Locator("script").CountAsync());
        await page.Context.DisposeAsync();
    }

    private static IReadOnlyList<string> PagesOf(string root) =>
        [.. Directory.EnumerateFiles(root, "*.html", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    // Loads every page in the browser, and fails on a message in its console, a request that is not for a page, or a link to nowhere.
    private async Task<HashSet<string>> CrawlAsync(string root, string start, bool isWebAllowed = false)
    {
        await using IBrowserContext context = await site.Browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        List<string> faults = [];
        page.Console += (_, message) => faults.Add($"{page.Url}: {message.Type}: {message.Text}");
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => faults.Add($"{page.Url}: {request.Url} failed");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(PublishedClass.AddressOf(root), StringComparison.Ordinal))
                faults.Add($"{page.Url} asks for {request.Url}");
        };

        HashSet<string> reached = [start];
        Dictionary<string, string[]> idsOf = new(StringComparer.Ordinal);
        List<(string At, string Target, string Id)> places = [];
        Queue<string> open = new(reached);
        while (open.TryDequeue(out string? at))
        {
            await page.GotoAsync(PublishedClass.AddressOf(Path.Combine(root, at)));
            string[] ids = idsOf[at] = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[id]')].map(e => e.id)");
            foreach (string href
                in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"))
            {
                if (isWebAllowed && href.StartsWith("http", StringComparison.Ordinal)) continue;
                if (href.StartsWith('#'))
                {
                    if (!ids.Contains(href[1..])) faults.Add($"{at}: there is no {href}");
                    continue;
                }

                string[] parts = href.Split('#');
                string target = Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(at)!, parts[0])))
                    .Replace('\\', '/');
                if (parts.Length > 1) places.Add((at, target, parts[1]));
                if (!Relative().IsMatch(href) || !File.Exists(Path.Combine(root, target))) faults.Add($"{at}: {href} leads nowhere");
                else if (target.EndsWith(".html", StringComparison.Ordinal) && reached.Add(target)) open.Enqueue(target);
            }
        }

        faults.AddRange(places.Where(place => !idsOf.GetValueOrDefault(place.Target, []).Contains(place.Id))
            .Select(place => $"{place.At}: there is no {place.Target}#{place.Id}"));
        Assert.Empty(faults);
        return reached;
    }

    [GeneratedRegex(@"^(\.\./)*[A-Za-z0-9~_/-]+\.(html|md)(#[^#]+)?$")]
    private static partial Regex Relative();
}
