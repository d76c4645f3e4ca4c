using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LLMCourse.Grading.Reports;

/// <summary>Turns the reports' Markdown into HTML in which no HTML of the Markdown's own survives.</summary>
internal static class HtmlMarkdown
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    /// <summary>Renders blocks.</summary>
    public static string Blocks(string markdown) => Markdown.ToHtml(markdown, Pipeline).TrimEnd('\n');

    /// <summary>Renders one paragraph without its element, for a heading or a cell.</summary>
    public static string Inline(string markdown)
    {
        string html = Blocks(markdown);
        return html.StartsWith("<p>", StringComparison.Ordinal) && html.EndsWith("</p>", StringComparison.Ordinal) ? html[3..^4] : html;
    }

    /// <summary>Renders an author's words as plain text.</summary>
    public static string Plain(string markdown) => Markdown.ToPlainText(markdown, Pipeline).Trim();

    private static MarkdownPipeline CreatePipeline()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables();
        builder.DocumentProcessed += Disarm;
        return builder.Build();
    }

    // Only authors' words can hold links at all. A page that loads nothing and runs nothing wants web addresses, and no images.
    private static void Disarm(MarkdownDocument document)
    {
        foreach (LinkInline link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            if (!IsWeb(link.Url)) link.Url = "#";
        }

        foreach (AutolinkInline link in document.Descendants<AutolinkInline>())
        {
            if (!IsWeb(link.Url)) link.Url = "#";
        }
    }

    private static bool IsWeb(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
