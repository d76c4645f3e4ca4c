using System.Xml.Linq;
using LLMCourse.Grading.Reports;
using Markdig;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class MarkdownTextTests
{
    // The reader that is hardest to be safe from: HTML allowed, every extension on.
    private static readonly MarkdownPipeline Everything = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    public static TheoryData<string> Texts => Hostile.Texts;

    [Theory]
    [MemberData(nameof(Texts))]
    public void Inline_HostileText_IsTextAndCodeOnly(string text)
    {
        XElement html = Render($"{MarkdownText.Inline(text)}\n");

        Assert.All(html.Descendants(), e => Assert.Contains(e.Name.LocalName, (string[])["p", "code"]));
        Assert.Equal(Plain(StudentText.Terminal(text)), Plain(html.Value));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Inline_HostileTextInASentence_IsTextAndCodeOnly(string text)
    {
        XElement html = Render($"It says {MarkdownText.Inline(text)} here.\n");

        Assert.All(html.Descendants(), e => Assert.Contains(e.Name.LocalName, (string[])["p", "code"]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Code_HostileText_IsOneSpanOfCode(string text)
    {
        XElement html = Render($"x {MarkdownText.Code(text)} y\n");

        string visible = StudentText.Terminal(text);
        Assert.All(html.Descendants(), e => Assert.Contains(e.Name.LocalName, (string[])["p", "code"]));
        Assert.Equal(visible.Length == 0 ? "x (empty) y" : $"x {visible} y", html.Value.Trim());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Cell_HostileText_LeavesTheTableItsColumns(string text)
    {
        XElement html = Render($"| a | b | c |\n|---|---|---|\n| 1 | {MarkdownText.Cell(text)} | 3 |\n");

        Assert.Equal(3, html.Descendants("td").Count());
        Assert.All(html.Descendants("td"), cell => Assert.False(cell.HasElements));
        Assert.Equal(StudentText.Terminal(text), html.Descendants("td").ElementAt(1).Value.Trim());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Fence_HostileText_IsOneBlockOfText(string text)
    {
        XElement html = Render($"before\n\n{MarkdownText.Fence(text)}\n\nafter\n");

        Assert.Equal((string[])["p", "pre", "p"], html.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(StudentText.NoCommands(StudentText.Visible(text)).TrimEnd('\n', ' ', '\t'), html.Element("pre")!.Value.TrimEnd('\n'));
    }

    [Fact]
    public void Fence_ManyLines_SaysHowManyAreMissing() =>
        Assert.Equal("```text\na\nb\n… (2 more lines)\n```", MarkdownText.Fence("a\nb\nc\nd", lines: 2));

    [Theory]
    [InlineData("`q` has the wrong shape.", "`q` has the wrong shape.")]
    [InlineData("At [0, 1]: expected 0.31, got -0.2.", "At [0, 1]: expected 0.31, got -0.2.")]
    [InlineData("List<int> snake_case 2*3", "List&lt;int&gt; snake_case 2\\*3")]
    public void Inline_OrdinaryMessage_StaysReadable(string text, string expected) => Assert.Equal(expected, MarkdownText.Inline(text));

    private static XElement Render(string markdown) =>
        XElement.Parse($"<div>{Markdown.ToHtml(markdown, Everything)}</div>", LoadOptions.PreserveWhitespace);

    // Spans of code lose their backticks and the padding within.
    private static string Plain(string text) =>
        text.Replace("`", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Trim();
}
