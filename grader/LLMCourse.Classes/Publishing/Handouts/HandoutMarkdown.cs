using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LLMCourse.Classes.Publishing.Handouts;

/// <summary>Reads and writes the Markdown of the course's own texts, as GitHub shows it: with its ids of
/// headings, its tables and its formulas.</summary>
/// <remarks>What HTML there is in them stays: authors write them, and fold model answers away with it.</remarks>
internal static partial class HandoutMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UseMathematics().Build();

    /// <summary>Parses a text.</summary>
    public static MarkdownDocument Parse(string text) =>
        // GitHub takes a formula of several lines, Markdig only one of one line.
        Markdown.Parse(LongFormula().Replace(text, formula => formula.Value.ReplaceLineEndings(" ")), Pipeline);

    /// <summary>Returns the text of the first heading; null where there is none.</summary>
    public static string? Title(MarkdownDocument document) =>
        document.Descendants<HeadingBlock>().FirstOrDefault() is { Inline: { } inline }
            ? string.Concat(inline.Descendants().Select(PlainText))
            : null;

    /// <summary>Puts a figure into its page, since pages load nothing: as an address that holds the drawing. So the page's style does not
    /// reach into it, and its ids are its own. On a phone it scrolls in itself.</summary>
    /// <param name="image">Where it is shown; keeps its alternative text.</param>
    /// <param name="svg">The SVG document.</param>
    public static void Show(LinkInline image, string svg)
    {
        image.Url = $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";
        image.InsertBefore(new HtmlInline("<span class=\"scroll figure\" role=\"region\" aria-label=\"Figure\" tabindex=\"0\">"));
        image.InsertAfter(new HtmlInline("</span>"));
    }

    /// <summary>Renders a document as well-formed HTML.</summary>
    public static string Render(MarkdownDocument document)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        _ = renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new InlineFormula());
        _ = renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new BlockFormula());
        _ = renderer.Render(document);

        // Wide tables and lines of code scroll in themselves, also with the keyboard. The tags
        // cannot stand in the texts: there they are escaped.
        return writer.ToString()
            .Replace("<table>", "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>",
                StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal);
    }

    private static string PlainText(MarkdownObject inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    };

    [GeneratedRegex(@"^\$\$(?=[^\s""$])(?:(?!\r?\n\r?\n|\$\$).)+\$\$[ \t]*\r?$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex LongFormula();

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(TexToMathMl.Write(obj.Content.ToString(), isBlock: obj.DelimiterCount == 2));
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer.Write(TexToMathMl.Write(obj.Lines.ToString(), isBlock: true));
    }
}
