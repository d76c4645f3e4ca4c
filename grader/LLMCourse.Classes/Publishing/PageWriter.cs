using System.Globalization;
using System.Text;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>Writes a page twice at once, as HTML and as Markdown, from the same texts, tables and charts.</summary>
internal sealed class PageWriter
{
    private readonly StringBuilder _html = new(), _markdown = new();
    private int _charts;

    /// <summary>Gets what stands in the page's <c>main</c>.</summary>
    public string Html => _html.ToString();

    /// <summary>Gets whether the page has a table for <see cref="TableScript"/>.</summary>
    public bool HasScript { get; private set; }

    /// <summary>Gets the page as Markdown.</summary>
    public string Markdown => _markdown.ToString().TrimEnd('\n') + "\n";

    /// <summary>Writes the page's heading.</summary>
    /// <param name="title">Any text.</param>
    /// <param name="above">A few words above it; null for none.</param>
    public PageWriter Title(string title, string? above = null)
    {
        if (above is not null)
            _ = _html.Append(CultureInfo.InvariantCulture, $"<p class=\"eyebrow\">{StudentText.Html(StudentText.Terminal(above))}</p>\n");
        _ = _html.Append(CultureInfo.InvariantCulture, $"<h1>{StudentText.Html(StudentText.Terminal(title))}</h1>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Inline(title)}\n\n");
        if (above is not null) _ = _markdown.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Inline(above)}\n\n");
        return this;
    }

    /// <summary>Opens a section with a heading of the second level.</summary>
    /// <param name="id">Its id in the page: letters, digits and hyphens.</param>
    /// <param name="title">Any text.</param>
    /// <param name="aside">Words at the heading's right, such as a grade; null for none.</param>
    public PageWriter Open(string id, string title, string? aside = null)
    {
        string name = StudentText.Html(StudentText.Terminal(title));
        string right = aside is null ? "" : $"<span class=\"points\">{StudentText.Html(aside)}</span>";
        _ = _html.Append(CultureInfo.InvariantCulture,
            $"<section class=\"card\" id=\"{id}\" aria-labelledby=\"{id}-h\">\n<div class=\"head\"><h2 id=\"{id}-h\">{name}</h2>{right}</div>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture,
            $"## {MarkdownText.Inline(title)}{(aside is null ? "" : $": {MarkdownText.Inline(aside)}")}\n\n");
        return this;
    }

    /// <summary>Closes the section.</summary>
    public PageWriter Close()
    {
        _ = _html.Append("</section>\n");
        return this;
    }

    /// <summary>Writes a heading of the third level.</summary>
    public PageWriter Heading(string title)
    {
        _ = _html.Append(CultureInfo.InvariantCulture, $"<h3>{StudentText.Html(StudentText.Terminal(title))}</h3>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture, $"### {MarkdownText.Inline(title)}\n\n");
        return this;
    }

    /// <summary>Writes Markdown of ours or an author's; a student's words in it have gone through <see cref="MarkdownText"/>.</summary>
    public PageWriter Text(string markdown)
    {
        _ = _html.Append(HtmlMarkdown.Blocks(markdown)).Append('\n');
        _ = _markdown.Append(markdown).Append("\n\n");
        return this;
    }

    /// <summary>Writes a paragraph in a paler colour; the text is escaped here.</summary>
    public PageWriter Note(string text)
    {
        _ = _html.Append(CultureInfo.InvariantCulture, $"<p class=\"state\">{StudentText.Html(StudentText.Terminal(text))}</p>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Inline(text)}\n\n");
        return this;
    }

    /// <summary>Writes a row of numbers with their names.</summary>
    public PageWriter Figures(params IReadOnlyList<(string Name, string Number)> figures)
    {
        _ = _html.Append("<dl class=\"figures\">");
        foreach ((string name, string number) in figures)
        {
            _ = _html.Append(CultureInfo.InvariantCulture,
                $"<div><dt>{StudentText.Html(name)}</dt><dd>{StudentText.Html(number)}</dd></div>");
            _ = _markdown.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Inline(name)}: **{MarkdownText.Inline(number)}**\n");
        }

        _ = _html.Append("</dl>\n");
        _ = _markdown.Append('\n');
        return this;
    }

    /// <summary>Writes numbered lines; they are escaped here.</summary>
    public PageWriter Steps(IEnumerable<string> lines)
    {
        int number = 0;
        _ = _html.Append("<ol class=\"steps\">\n");
        foreach (string line in lines)
        {
            _ = _html.Append(CultureInfo.InvariantCulture, $"<li>{StudentText.Html(StudentText.Terminal(line))}</li>\n");
            _ = _markdown.Append(CultureInfo.InvariantCulture, $"{++number}. {MarkdownText.Inline(line)}\n");
        }

        _ = _html.Append("</ol>\n");
        _ = _markdown.Append('\n');
        return this;
    }

    /// <summary>Writes a list of links to pages of the site.</summary>
    public PageWriter Links(params IReadOnlyList<(string Text, string Page)> links)
    {
        _ = _html.Append("<ul class=\"links\">");
        foreach ((string text, string page) in links)
        {
            _ = _html.Append(CultureInfo.InvariantCulture,
                $"<li><a href=\"{page}.html\">{StudentText.Html(StudentText.Terminal(text))}</a></li>");
            _ = _markdown.Append(CultureInfo.InvariantCulture, $"- [{MarkdownText.Inline(text)}]({page}.md)\n");
        }

        _ = _html.Append("</ul>\n");
        _ = _markdown.Append('\n');
        return this;
    }

    /// <summary>Writes a table.</summary>
    public PageWriter Table(SiteTable table)
    {
        HasScript |= table.Use != TableUse.Read;
        _ = _html.Append(table.Html()).Append('\n');
        _ = _markdown.Append(table.Markdown()).Append("\n\n");
        return this;
    }

    /// <summary>Writes a chart, and its numbers as a table that opens below it. Markdown has the table alone.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="draw">Draws it, given a prefix for its ids.</param>
    /// <param name="table">The same in numbers.</param>
    public PageWriter Chart(string caption, Func<string, string> draw, SiteTable table)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"chart{++_charts}");
        _ = _html.Append(CultureInfo.InvariantCulture,
            $"<figure class=\"chart\">\n<figcaption>{StudentText.Html(caption)}</figcaption>\n{draw(id)}\n<details><summary>The numbers<span class=\"unseen\">: {StudentText.Html(caption)}</span></summary>\n{table.Html()}\n</details>\n</figure>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture, $"**{MarkdownText.Inline(caption)}**\n\n{table.Markdown()}\n\n");
        return this;
    }

    /// <summary>Writes what folds open; in Markdown it stands open.</summary>
    /// <param name="summary">What is in it.</param>
    /// <param name="body">Writes it.</param>
    public PageWriter Fold(string summary, Action<PageWriter> body)
    {
        _ = _html.Append(CultureInfo.InvariantCulture, $"<details><summary>{StudentText.Html(StudentText.Terminal(summary))}</summary>\n");
        _ = _markdown.Append(CultureInfo.InvariantCulture, $"**{MarkdownText.Inline(summary)}**\n\n");
        body(this);
        _ = _html.Append("</details>\n");
        return this;
    }

    /// <summary>Writes what a report says, in both forms.</summary>
    public PageWriter Both(string html, string markdown)
    {
        _ = _html.Append(html).Append('\n');
        if (markdown.Length > 0) _ = _markdown.Append(markdown.TrimEnd('\n')).Append("\n\n");
        return this;
    }
}
