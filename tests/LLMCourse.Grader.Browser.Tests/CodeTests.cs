using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>A place that a report names leads to its line of the code below.</summary>
[Collection(PublishedClass.Name)]
[Trait("Needs", "browser")]
public sealed class CodeTests(PublishedClass site)
{
    [BrowserFact]
    public async Task Place_Followed_ShowsItsLineMarkedAndNumbered()
    {
        IPage page = await site.OpenAsync(Path.Combine(site.ForInstructors, "students", "s01", "m02.html"));
        ILocator place = page.Locator("a[href^='#code-1-']").First;
        string line = (await place.InnerTextAsync()).Split(':')[1];

        await place.ClickAsync();

        ILocator target = page.Locator("li:target");
        Assert.Equal($"code-1-{line}", await target.GetAttributeAsync("id"));
        Assert.True(await target.IsVisibleAsync());
        Assert.StartsWith($"    double x{line} = {line};", await target.Locator("code").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture) - 1,
            await target.EvaluateAsync<int>("e => [...e.parentElement.children].indexOf(e)"));
        await page.Context.DisposeAsync();
    }
}
