using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LLMCourse.Classes.Publishing.Handouts;

/// <summary>Reads and writes the Markdown of the course's own texts, as GitHub shows it: with its ids of headings, its tables and its formulas.</summary>
/// <remarks>What HTML there is in them stays: authors write them, and fold model answers away with it.</remarks>
internal static partial class HandoutMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UseMathematics().Build();

    /// <summary>Parses a text.</summary>
    public static MarkdownDocument Parse(string text) =>
        // GitHub takes a formula of several lines, Markdig only one of one line.
        Markdown.Parse(LongFormula().Replace(text, formula => formula.Value.ReplaceLineEndings(" ")), Pipeline);

    /// <summary>Returns the text of the first heading; null where there is none.</summary>
    public static string? Title(MarkdownDocument document) =>
        document.Descendants<HeadingBlock>().FirstOrDefault() is { Inline: { } inline } ? string.Concat(inline.Descendants().Select(PlainText)) : null;

    /// <summary>Makes what stands in a page for a figure: the drawing itself, since pages load nothing. On a phone it scrolls in itself.</summary>
    /// <param name="svg">The SVG document, well-formed, without a declaration; it has a name and a description of its own.</param>
    public static HtmlInline Figure(string svg) => new($"<span class=\"scroll figure\" role=\"region\" aria-label=\"Figure\" tabindex=\"0\">{svg.TrimEnd()}</span>");

    /// <summary>Renders a document as well-formed HTML.</summary>
    public static string Render(MarkdownDocument document)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        _ = renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new InlineFormula());
        _ = renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new BlockFormula());
        _ = renderer.Render(document);

        // Wide tables and lines of code scroll in themselves, also with the keyboard. The tags cannot stand in the texts: there they are escaped.
        return writer.ToString()
            .Replace("<table>", "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal);
    }

    private static string PlainText(MarkdownObject inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    };

    [GeneratedRegex(@"^\$\$(?=[^\s""$])(?:(?!\r?\n\r?\n|\$\$).)+\$\$[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex LongFormula();

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) => renderer.Write(TexToMathMl.Write(obj.Content.ToString(), isBlock: obj.DelimiterCount == 2));
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) => renderer.Write(TexToMathMl.Write(obj.Lines.ToString(), isBlock: true));
    }
}
