using LLMCourse.Grading.Course;
using Microsoft.Playwright;

namespace LLMCourse.Grader.Browser.Tests;

/// <summary>Pages can be read: by eye in light and dark, on a phone, with the keyboard, and with a screen reader.</summary>
[Collection(PublishedClass.Name)]
[Trait("Needs", "browser")]
public sealed class AppearanceTests(PublishedClass site)
{
    // WCAG 2.2, 1.4.3: the contrast of every text that is shown with the first background behind it that is not transparent; text in a
    // chart has the background of what the chart stands on. 1.4.11: what is drawn, and means something, 3 to 1.
    private const string Contrast = """
        () => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return { rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
          const light = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ratio = (a, b) => { const [x, y] = [light(a), light(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a === 1) return c.rgb; } return [255, 255, 255]; };
          for (const d of document.querySelectorAll('details')) d.open = true;
          const low = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let seen = 0;
          for (let n = walker.nextNode(); n; n = walker.nextNode()) {
            if (!n.textContent.trim()) continue;
            const e = n.parentElement, inChart = e.closest('svg');
            if (inChart && e.tagName !== 'text') continue;
            seen++;
            const style = getComputedStyle(e), ink = parse(inChart ? style.fill : style.color).rgb, r = ratio(ink, behind(inChart ? inChart.parentElement : e));
            if (r < 4.5) low.push(`text "${n.textContent.trim().slice(0, 40)}" ${r.toFixed(2)}`);
          }
          for (const e of document.querySelectorAll('svg .column, svg .mine-column, svg .dot, svg .path, svg .limit, svg .full, svg .ring')) {
            const style = getComputedStyle(e), ink = parse(style.fill === 'none' || e.tagName === 'line' ? style.stroke : style.fill).rgb, r = ratio(ink, behind(e.closest('svg').parentElement));
            if (r < 3) low.push(`${e.getAttribute('class')} ${r.toFixed(2)}`);
          }
          if (seen < 3) low.push('hardly any text was seen');
          return low;
        }
        """;

    [BrowserFact]
    public async Task Text_LightAndDark_HasContrast()
    {
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (string file in site.PagesOfEachKind)
            {
                IPage page = await site.OpenAsync(file, scheme: scheme);
                string[] low = await page.EvaluateAsync<string[]>(Contrast);
                Assert.True(low.Length == 0, $"{file} {scheme}: {string.Join("; ", low)}");
                await page.Context.DisposeAsync();
            }
        }
    }

    [BrowserFact]
    public async Task Text_MadePale_IsNoticed()
    {
        IPage page = await site.OpenAsync(site.PagesOfEachKind[0]);
        await page.EvaluateAsync(
            "document.querySelector('h1').style.color = '#b0b0b0'; document.querySelector('svg .column').style.fill = '#f0f0f0'; document.querySelector('svg text').style.fill = '#c0c0c0'");

        string[] low = await page.EvaluateAsync<string[]>(Contrast);

        Assert.Equal(["text \"The class\"", "text \"0\"", "column"], low.Select(l => l[..l.LastIndexOf(' ')]));
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Schemes_LightAndDark_Differ()
    {
        List<string> papers = [];
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await site.OpenAsync(site.PagesOfEachKind[0], scheme: scheme);
            papers.Add(await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            await page.Context.DisposeAsync();
        }

        Assert.NotEqual(papers[0], papers[1]);
    }

    [BrowserFact]
    public async Task Width_OfAPhone_NeedsNoSidewaysScrolling()
    {
        foreach (string file in site.PagesOfEachKind)
        {
            IPage page = await site.OpenAsync(file, width: 390);
            await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
            string wide = await page.EvaluateAsync<string>("""
                () => document.scrollingElement.scrollWidth <= 390 ? '' : [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, pre') && e.getBoundingClientRect().right > 391).map(e => e.outerHTML.slice(0, 90)).slice(0, 4).join('\n')
                    || `the page is ${document.scrollingElement.scrollWidth} wide`
                """);
            Assert.True(wide.Length == 0, $"{file}: {wide}");
            await page.Context.DisposeAsync();
        }
    }

    [BrowserFact]
    public async Task Figure_OfEachHandout_CanBeReadOnAPhoneToo()
    {
        string[] handouts = [.. Directory.EnumerateFiles(site.ForEverybody, "index.html", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(file) != site.ForEverybody)];
        Assert.NotEmpty(handouts);
        foreach ((int width, ColorScheme scheme) in ((int, ColorScheme)[])[(1280, ColorScheme.Light), (390, ColorScheme.Dark)])
        {
            foreach (string file in handouts)
            {
                IPage page = await site.OpenAsync(file, width, scheme);
                string fault = await page.EvaluateAsync<string>("""
                    () => {
                      const figures = document.querySelectorAll('.figure');
                      if (figures.length !== 1) return `${figures.length} figures`;
                      const image = figures[0].querySelector('img');
                      if (!image.complete || image.naturalWidth === 0) return 'the figure is not shown';
                      if (image.getBoundingClientRect().width < 720) return 'its text is smaller than it was drawn';
                      if (document.scrollingElement.scrollWidth > innerWidth) return 'the page scrolls sideways';
                      return getComputedStyle(figures[0]).overflowX === 'auto' ? '' : 'the figure does not scroll';
                    }
                    """);
                Assert.True(fault.Length == 0, $"{file} at {width}: {fault}");
                await page.Context.DisposeAsync();
            }
        }
    }

    [BrowserFact]
    public async Task Figure_Texts_AreWholeAndApart()
    {
        string[] figures = [.. Directory.EnumerateFiles(CourseLayout.Find(null).Assignments, "*.svg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)];
        Assert.NotEmpty(figures);
        foreach (string file in figures)
        {
            IPage page = await site.OpenAsync(file);
            string[] faults = await page.EvaluateAsync<string[]>("""
                () => {
                  const svg = document.documentElement, whole = svg.getBoundingClientRect(), faults = [];
                  const texts = [...svg.querySelectorAll('text')].map(t => ({ words: t.textContent, box: t.getBoundingClientRect() }));
                  for (const t of texts) if (t.box.left < whole.left || t.box.right > whole.right || t.box.top < whole.top || t.box.bottom > whole.bottom) faults.push(`"${t.words}" is cut off`);
                  // A line of text is taller than its letters, and letters beside a map stand close.
                  const inset = b => ({ left: b.left + 2, right: b.right - 2, top: b.top + b.height / 4, bottom: b.bottom - b.height / 4 });
                  texts.forEach((a, i) => texts.slice(i + 1).forEach(b => { const [p, q] = [inset(a.box), inset(b.box)]; if (p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom) faults.push(`"${a.words}" on "${b.words}"`); }));
                  return faults;
                }
                """);
            Assert.True(faults.Length == 0, $"{file}: {string.Join("; ", faults)}");
            await page.Context.DisposeAsync();
        }
    }

    [BrowserFact]
    public async Task Tab_ThroughAPage_ShowsWhereTheFocusIs()
    {
        foreach (string file in site.PagesOfEachKind)
        {
            IPage page = await site.OpenAsync(file);
            int count = await page.EvaluateAsync<int>(
                "document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length - document.querySelectorAll('details:not([open]) > :not(summary) a[href], details:not([open]) [tabindex=\"0\"]').length");
            for (int i = 0; i < Math.Min(count, 25); i++)
            {
                await page.Keyboard.PressAsync("Tab");
                string[] at = await page.EvaluateAsync<string[]>("""
                    () => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect(); return [e.outerHTML.slice(0, 100), s.outlineStyle, s.outlineWidth, String(b.left >= 0 && b.bottom > 0 && b.width > 0)]; }
                    """);
                Assert.True(at[1] == "solid" && at[2] == "3px" && at[3] == "true",
                    $"{file}: focus {i} is not seen: {string.Join(' ', at)}");
                if (i == 0) Assert.Contains("Skip to the content", at[0], StringComparison.Ordinal);
            }

            await page.Context.DisposeAsync();
        }
    }

    [BrowserFact]
    public async Task Enter_OnTheFirstLink_SkipsToTheContent()
    {
        IPage page = await site.OpenAsync(site.PagesOfEachKind[0]);

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Context.DisposeAsync();
    }

    [BrowserFact]
    public async Task Structure_OfEachPage_IsNamedForScreenReaders()
    {
        foreach (string file in site.PagesOfEachKind)
        {
            IPage page = await site.OpenAsync(file);
            string[] faults = await page.EvaluateAsync<string[]>("""
                () => {
                  const faults = [], all = s => [...document.querySelectorAll(s)], named = e => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ').map(i => document.getElementById(i)?.textContent || '').join('')).trim();
                  if (document.documentElement.lang !== 'en') faults.push('no language');
                  if (!document.title.trim()) faults.push('no title');
                  for (const one of ['main', 'h1', 'header.site', 'footer.site']) if (all(one).length !== 1) faults.push(`${all(one).length} times ${one}`);
                  for (const e of all('nav, [role=region], svg[role=img]')) if (!named(e)) faults.push(`no name: ${e.outerHTML.slice(0, 80)}`);
                  for (const e of all('svg:not([role=img])')) if (e.getAttribute('aria-hidden') !== 'true') faults.push(`neither named nor hidden: ${e.outerHTML.slice(0, 80)}`);
                  for (const e of all('.chart')) if (!e.querySelector('details table')) faults.push(`no table: ${e.textContent.slice(0, 60)}`);
                  for (const e of all('a, summary')) if (!e.textContent.trim()) faults.push(`empty: ${e.outerHTML.slice(0, 80)}`);
                  const ids = all('[id]').map(e => e.id); if (new Set(ids).size !== ids.length) faults.push(`an id twice: ${ids.filter((x, i) => ids.indexOf(x) !== i)}`);
                  let level = 0; for (const h of all('h1, h2, h3, h4')) { const l = +h.tagName[1]; if (l > level + 1) faults.push(`h${l} after h${level}: ${h.textContent}`); level = l; }
                  return faults;
                }
                """);
            Assert.True(faults.Length == 0, $"{file}: {string.Join("; ", faults)}");
            await page.Context.DisposeAsync();
        }
    }

    /// <summary>With a folder in LLMCOURSE_SCREENSHOTS the pictures stay there, for people to look at.</summary>
    [BrowserFact]
    public async Task Screenshots_OfEachKind_ShowAPage()
    {
        string? folder = Environment.GetEnvironmentVariable("LLMCOURSE_SCREENSHOTS");
        foreach ((int width, ColorScheme scheme) in ((int, ColorScheme)[])[(1280, ColorScheme.Light), (1280, ColorScheme.Dark),
            (390, ColorScheme.Light)])
        {
            int number = 0;
            foreach (string file in site.PagesOfEachKind.Take(folder is null ? 1 : int.MaxValue))
            {
                IPage page = await site.OpenAsync(file, width, scheme);
                byte[] picture = await page.ScreenshotAsync(
                    new PageScreenshotOptions
                    {
                        FullPage = true,
                        Path = folder is null
                        ? null
                        : Path.Combine(folder, $"{++number:00}-{width}-{scheme}.png")
                    });
                Assert.True(picture.Length > 10_000, $"{file} at {width} is hardly more than empty.");
                await page.Context.DisposeAsync();
            }
        }
    }
}
