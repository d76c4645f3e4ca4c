using System.Globalization;
using System.Text.Json;
using VerifyXunit;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E1")]
public sealed class PromptTemplateTests
{
    [Fact(DisplayName = "M06.E1 Worked by hand: gaps, doubled braces, a number")]
    public void Render_GapsAndBraces_AreFilled()
    {
        // {topic} → tea, {{ → {, "answer": stays, {n} → 3, }} → }
        PromptTemplate template = PromptTemplate.Parse("On {topic}: {{\"answer\": {n}}}");

        Assert.Equal("On tea: {\"answer\": 3}", template.Render(Values(("topic", "tea"), ("n", 3))));
    }

    [Fact(DisplayName = "M06.E1 A few-shot prompt, with a loop in a loop")]
    public async Task Render_FewShotPrompt_Reads()
    {
        PromptTemplate template = PromptTemplate.Parse(
            "{task|trim}\nLabels:{#each labels} {.|upper}{/each}\n{#each shots}\nText: {.text|json}\nHints:{#each .hints} <{.}>{/each}\nLabel: {.label}\n{/each}\nText: {question|json}\nLabel:");

        await Verifier.Verify(template.Render(Values(
            ("task", "  Say which label fits. "),
            ("labels", new[] { "good", "bad" }),
            ("shots", new object[]
            {
                Values(("text", "I liked it\tlots"), ("hints", new[] { "liked", "it" }), ("label", "good")),
                Values(("text", "never again"), ("hints", Array.Empty<string>()), ("label", "bad")),
            }),
            ("question", "so-so\nat best"))));
    }

    [Theory(DisplayName = "M06.E1 What stands in a value is never read as a template")]
    [InlineData("{secret}")]
    [InlineData("{{")]
    [InlineData("} {#each x}")]
    public void Render_BracesInAValue_ComeOutAsTheyAre(string hostile) =>
        Assert.Equal($"{hostile}/top", PromptTemplate.Parse("{user}/{secret}").Render(Values(("user", hostile), ("secret", "top"))));

    [Theory(DisplayName = "M06.E1 Filters work from left to right; json takes the value itself")]
    [InlineData("{x|trim}", " ab ", "ab")]
    [InlineData("{x|upper|trim}", " ab ", "AB")]
    [InlineData("{x|json}", null, "null")]
    [InlineData("{x}", null, "")]
    [InlineData("{x|json}", 1.5, "1.5")]
    [InlineData("{x|json}", true, "true")]
    [InlineData("{x}", true, "True")]
    [InlineData("{x|json|upper}", "a", "\"A\"")]
    public void Render_Filters_AreApplied(string template, object? value, string expected) =>
        Assert.Equal(expected, PromptTemplate.Parse(template).Render(Values(("x", value))));

    [Fact(DisplayName = "M06.E1 A list as JSON can be read again")]
    public void Render_AListAsJson_IsJson()
    {
        string[] list = ["a \"b\"", "é\r\n", "😀"];

        string text = PromptTemplate.Parse("{x|json}").Render(Values(("x", list)));

        Assert.Equal(list, JsonSerializer.Deserialize<string[]>(text));
    }

    [Fact(DisplayName = "M06.E1 Numbers and dates are the same wherever the program runs")]
    public void Render_InACultureWithCommas_WritesInvariantNumbers()
    {
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        try
        {
            CultureInfo.CurrentCulture = comma;

            Assert.Equal("0.25 on 01/31/2025", PromptTemplate.Parse("{p} on {day}").Render(Values(("p", 0.25), ("day", new DateOnly(2025, 1, 31)))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact(DisplayName = "M06.E1 Text around the tags stays: CRLF, tabs, blanks at the end")]
    public void Render_LineBreaks_AreKept() =>
        Assert.Equal("a\r\n\tx \nb\r\n", PromptTemplate.Parse("a\r\n\t{v} \nb\r\n").Render(Values(("v", "x"))));

    [Fact(DisplayName = "M06.E1 A missing variable is named, with its place")]
    public void Render_MissingVariable_IsNamed()
    {
        PromptTemplate template = PromptTemplate.Parse("Hello {name},\r\nabout {topic}:");

        TemplateException error = Assert.Throws<TemplateException>(() => template.Render(Values(("name", "Ada"))));

        Assert.Contains("topic", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 7), (error.Line, error.Column));
    }

    [Theory(DisplayName = "M06.E1 What is malformed is refused when it is read, with its place")]
    [InlineData("a {b", 1, 3)] // never closed
    [InlineData("a }", 1, 3)] // closes nothing
    [InlineData("ok\n {}", 2, 2)] // no name
    [InlineData("{\"a\": 1}", 1, 1)] // JSON needs doubled braces
    [InlineData("{x|shout}", 1, 1)] // no such filter
    [InlineData("{#each x}\n{.}", 1, 1)] // no {/each}
    [InlineData("{#each x}{/each}{/each}", 1, 17)] // one {/each} too many
    [InlineData("{.name}", 1, 1)] // no loop around it
    public void Parse_Malformed_IsRefusedWithItsPlace(string source, int line, int column)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => PromptTemplate.Parse(source));

        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact(DisplayName = "M06.E1 A list without a loop and a loop without a list are refused")]
    public void Render_WrongKindOfValue_IsRefused()
    {
        Assert.Throws<TemplateException>(() => PromptTemplate.Parse("{x}").Render(Values(("x", new[] { 1, 2 }))));
        Assert.Throws<TemplateException>(() => PromptTemplate.Parse("{#each x}{.}{/each}").Render(Values(("x", "a text is no list of characters"))));
    }

    private static Dictionary<string, object?> Values(params (string Name, object? Value)[] pairs) => pairs.ToDictionary(p => p.Name, p => p.Value);
}
