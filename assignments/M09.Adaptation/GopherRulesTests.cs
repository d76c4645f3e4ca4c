namespace LLMCourse.M09;

[Trait("Exercise", "M09.E8")]
public sealed class GopherRulesTests
{
    [Fact(DisplayName = "M09.E8 Fifty plain words are kept, forty-nine are not")]
    public void Check_FiftyWords_IsKept()
    {
        string words = string.Join(' ', Enumerable.Repeat("word", 48));

        Assert.True(GopherRules.Check(words + " the and").IsKept);
        Assert.Equal([GopherRule.WordCount], GopherRules.Check(words[5..] + " the and").Broken);
    }

    [Fact(DisplayName = "M09.E8 Worked by hand: the measures of two lines")]
    public void Check_TwoLines_Measures()
    {
        GopherReport report = GopherRules.Check("- The #1 cat, \"and\" the dog...\n\nEnd of it.");

        Assert.Equal((10, 3.2, 0.1, 0.1), (report.Words, report.WordLength, report.Hashes, report.Ellipses));
        Assert.Equal((0.5, 0.5, 0.8, 3), (report.Bullets, report.LineEllipses, report.Letters, report.StopWords));
        Assert.Equal([GopherRule.WordCount, GopherRule.LineEllipses], report.Broken);
    }
}
