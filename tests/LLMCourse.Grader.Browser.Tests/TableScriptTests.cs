using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>The tables of the class can be searched, filtered and sorted, by mouse and keyboard, and read where no script runs.</summary>
[Collection(PublishedClass.Name)]
[Trait("Needs", "browser")]
public sealed class TableScriptTests(PublishedClass site)
{
    private string Students => Path.Combine(site.ForInstructors, "students", "index.html");

    [BrowserFact]
    public async Task Head_PressedWithTheKeyboard_SortsUpThenDown()
    {
        IPage page = await site.OpenAsync(Students);
        string[] before = await Column(page, 1);
        Assert.NotEqual(Sorted(before), before.Select(Number));

        await page.GetByRole(AriaRole.Button, new() { Name = "final" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(Sorted(before), (await Column(page, 1)).Select(Number));
        Assert.Equal("ascending", await page.GetByRole(AriaRole.Columnheader, new() { Name = "final" }).GetAttributeAsync("aria-sort"));

        await page.Keyboard.PressAsync("Space");
        Assert.Equal(Sorted(before).Reverse(), (await Column(page, 1)).Select(Number));
        Assert.Equal(1, await page.Locator("[aria-sort]").CountAsync());
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Search_PartOfANameOrAKey_ShowsThoseRows()
    {
        IPage page = await site.OpenAsync(Students);
        ILocator search = page.GetByLabel("Search");

        await search.FillAsync("NUMBER03");
        Assert.Equal(["Student Number03 s03"], await Column(page, 0));
        Assert.Equal("1 of 14 shown", await page.Locator("output").InnerTextAsync());
        await search.FillAsync("nobody");
        Assert.Empty(await Column(page, 0));
        await search.FillAsync("");
        Assert.Equal(14, (await Column(page, 0)).Length);
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Filter_ModuleAndFlag_ShowsWhomItIsAbout()
    {
        IPage page = await site.OpenAsync(Students);
        ILocator module = page.GetByLabel("Module"), only = page.GetByLabel("Only");

        await only.SelectOptionAsync("overridden");
        Assert.Equal(["Student Number07 s07"], await Column(page, 0));
        await module.SelectOptionAsync("M03");
        Assert.Empty(await Column(page, 0));
        Assert.False(await page.Locator("th[data-group=M02]").IsVisibleAsync());
        await only.SelectOptionAsync("missing");
        Assert.Equal(["1", "3", "5", "7", "9", "11", "13", "14"],
            (await page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).map(r => String(+r.cells[0].innerHTML.match(/\\/?s([0-9]+)\\/index/)[1]))")));
        await module.SelectOptionAsync("");
        await only.SelectOptionAsync("extended");
        Assert.Equal(["Student Number06 s06"], await Column(page, 0));
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Flags_InACell_AreWordsThatAScreenReaderReads()
    {
        IPage page = await site.OpenAsync(Students);

        string snapshot = await page.Locator("tbody tr", new() { HasText = "s07" }).First.AriaSnapshotAsync();

        Assert.Contains("88.00 overridden", snapshot, StringComparison.Ordinal);
        Assert.Contains("missing", snapshot, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task WithoutScripts_TheTable_IsWholeAndHasNoDeadControl()
    {
        IPage page = await site.OpenAsync(Students, scripts: false);

        Assert.Equal(14, await page.Locator("tbody tr:visible").CountAsync());
        Assert.Equal(0, await page.Locator("button, input, select").CountAsync());
        Assert.True(await page.GetByText("overridden", new() { Exact = true }).IsVisibleAsync());
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task ClassPage_ModulesTable_IsSortedAndNothingIsRefused()
    {
        List<string> faults = [];
        IPage page = await site.OpenAsync(Students);
        page.Console += (_, message) => faults.Add(message.Text);
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(PublishedClass.AddressOf(Path.Combine(site.ForInstructors, "index.html")));

        ILocator first = page.Locator("#modules tbody tr").First;
        Assert.StartsWith("M02", await first.InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "handed in" }).ClickAsync();
        Assert.StartsWith("M03", await first.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(faults);

        // A script of anybody else does not run.
        await page.EvaluateAsync(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); }");
        Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Contains(faults, f => f.Contains("Content Security Policy", StringComparison.Ordinal));
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Tools_OnAPhone_FitTheScreen()
    {
        IPage page = await site.OpenAsync(Students, width: 360);

        Assert.InRange(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"), 1, 360);
        foreach (string label in (string[])["Search", "Module", "Only"])
        {
            LocatorBoundingBoxResult box = (await page.GetByLabel(label).BoundingBoxAsync())!;
            Assert.InRange(box.X + box.Width, 60, 360);
        }

        await page.Context.DisposeAsync();
    }

    // What is shown of a column, top to bottom.
    private static Task<string[]> Column(IPage page, int column) => page.EvaluateAsync<string[]>(
        "i => [...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).map(r => r.cells[i].textContent.trim())", column);

    private static decimal Number(string text) => decimal.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<decimal> Sorted(IEnumerable<string> texts) => texts.Select(Number).Order();
}
