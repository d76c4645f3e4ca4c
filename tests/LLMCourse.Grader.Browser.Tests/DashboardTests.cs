using LLMCourse.Checks;
using LLMCourse.Grader.Tests.Judging;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>The dashboard of M10's experiment, as a browser shows it: the numbers that were made up,
/// the charts, nothing from elsewhere.</summary>
[Collection(PublishedClass.Name)]
[Trait("Needs", "browser")]
public sealed class DashboardTests(PublishedClass site) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-dashboard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public async Task Dashboard_OfMadeUpRuns_ShowsTheirNumbers()
    {
        List<string> faults = [];
        IPage page = await OpenAsync(1280, faults);

        async Task<string> Cell(string id) => await page.InnerTextAsync($"#{id}");
        Assert.Equal(["48", "2.00", "0", "0.500", "0.500", "4.0"],
            [await Cell("r0-requests"), await Cell("r0-rps"), await Cell("r0-failed"), await Cell("r0-p50"), await Cell("r0-p99"),
                await Cell("r0-tokens")]);
        Assert.Equal("64.0", await Cell("r1-tokens"));
        Assert.Equal(["75.0 %", "0.0 %"], [await Cell("r3-hits"), await Cell("r2-hits")]);
        Assert.Equal("2", await Cell("r6-limited"));
        int first = int.Parse(await Cell("first"), System.Globalization.CultureInfo.InvariantCulture),
            last = int.Parse(await Cell("last"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(first, 101, 105);
        Assert.InRange(last, 115, 120);
        Assert.Equal(["Requests", "Time to answer", "Shares of requests", "Burn rate"],
            await page.EvaluateAsync<string[]>("[...document.querySelectorAll('svg[role=img]')].map(e => e.getAttribute('aria-label'))"));
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('svg path')].every(e => e.getTotalLength() > 10)"),
            "A line has no length.");
        Assert.Empty(faults);
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Dashboard_OnAPhone_NeedsNoSidewaysScrolling()
    {
        IPage page = await OpenAsync(390, []);

        Assert.InRange(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"), 1, 390);
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> OpenAsync(int width, List<string> faults)
    {
        Experiment load = ModuleContent.Load(CourseLayout.Find(null), "M10.Serving").Experiment!;
        string file = Path.Combine(_folder, "dashboard.html");
        await File.WriteAllTextAsync(file,
            load.Render(new Evidence(MadeUpLoad.Make(), [])).Single(artifact => artifact.Name == "dashboard.html").Content);
        IBrowserContext context =
            await site.Browser.NewContextAsync(
                new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) => faults.Add(message.Text);
        page.PageError += (_, error) => faults.Add(error);
        page.Request += (_, request) =>
        {
            if (request.Url != PublishedClass.AddressOf(file)) faults.Add($"It asks for {request.Url}.");
        };
        await page.GotoAsync(PublishedClass.AddressOf(file));
        return page;
    }
}
