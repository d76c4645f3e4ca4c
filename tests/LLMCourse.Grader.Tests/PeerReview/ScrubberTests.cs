using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;

namespace LLMCourse.Grader.Tests.PeerReview;

public sealed class ScrubberTests
{
    [Theory]
    [InlineData("By Ada Lovelace.", "By [name].")]
    [InlineData("by ADA  LOVELACE", "by [name]")]
    [InlineData("Lovelace, Ada", "[name]")]
    [InlineData("adalovelace_v2", "[name]_v2")]
    [InlineData("A. Lovelace and a.lovelace", "[name] and [name]")]
    [InlineData("class MyAdaModel", "class My[name]Model")]
    [InlineData("ada_report, ada2", "[name]_report, [name]2")]
    [InlineData("Canada, adaptive, Adagrad, AdamW", "Canada, adaptive, Adagrad, AdamW")]
    [InlineData("al1815 / alovelace@stud.example.org", "[name] / [e-mail]")]
    [InlineData("id 400101, not 4001015 or 1400101", "id [name], not 4001015 or 1400101")]
    [InlineData("/home/alo/x and C:\\Users\\alo\\y", "/home/[home]/x and C:\\Users\\[home]\\y")]
    [InlineData("Jose Garcia Lopez; José García López; Jose\u0301 Garci\u0301a Lo\u0301pez", "[name]; [name]; [name]")]
    [InlineData("Cäcilie Müller, Caecilie Mueller, Cacilie Muller, CM1977", "[name], [name], [name], [name]")]
    [InlineData("Finn Strasser; Dung Nguyen; Nguyen Thi Dung", "[name]; [name]; [name]")]
    [InlineData("Eve O’Sullivan", "[name]")]
    [InlineData("the eve of Finn, by Bob", "the eve of Finn, by Bob")]
    [InlineData("Ｂｏｂ　Ｒｏｅ; B\u200Bob Roe", "[name]; [name]")]
    [InlineData("", "")]
    public void Scrub_WorkOfAda_LosesWhatTheRosterKnows(string text, string expected)
    {
        var scrubber = new Scrubber(ReviewClass.Students[0], ReviewClass.Students);

        Assert.Equal(expected, scrubber.Scrub(text));
    }

    [Fact]
    public void ScrubPath_Name_StaysAName() =>
        Assert.Equal("figures/name.svg", new Scrubber(ReviewClass.Students[1], ReviewClass.Students).ScrubPath("figures/Bob Roe.svg"));

    [Fact]
    public void Scrub_LoneSurrogate_Stays() =>
        Assert.Equal("a\uD800b", new Scrubber(new Student("zoe"), []).Scrub("a\uD800b"));
}
