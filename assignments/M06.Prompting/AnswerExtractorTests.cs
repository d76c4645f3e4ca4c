using VerifyXunit;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E5")]
public sealed class AnswerExtractorTests
{
    [Fact(DisplayName = "M06.E5 Worked by hand: the last number, without its unit and its separators")]
    public void Extract_OfANumber_IsTheLastOne()
    {
        Assert.Equal("72", AnswerExtractor.Extract("She sold 48 and then half as many, altogether 72 clips", AnswerFormat.Number));
        Assert.Equal("20", AnswerExtractor.Extract("2: 10 * 2 = 20\nThe answer is 20.", AnswerFormat.Number));
        Assert.Equal("1234.5", AnswerExtractor.Extract("That makes $1,234.50 in total", AnswerFormat.Number));
        Assert.Null(AnswerExtractor.Extract("I do not know.", AnswerFormat.Number));
    }

    [Theory(DisplayName = "M06.E5 Numbers: signs, lists, points, words and GSM8K's mark")]
    [InlineData("x = -3", "-3")]
    [InlineData("5-3", "3")] // a minus between numbers is no sign
    [InlineData("1, 2", "2")]
    [InlineData("1,2", "2")] // no group of three digits, so it is a list
    [InlineData("1,234,567", "1234567")]
    [InlineData("...72 clips", "72")] // three points and no decimal point
    [InlineData(".50", "0.5")]
    [InlineData("20%", "20")]
    [InlineData("007", "7")]
    [InlineData("-0.0", "0")]
    [InlineData("Water is H2O", null)]
    [InlineData("#### 42\n(worked in 3 steps)", "42")]
    [InlineData("#### Step 1\nSo it is 7", "7")] // a heading: no number stands directly behind the mark
    public void Extract_OfANumber_FollowsTheRules(string reply, string? expected) =>
        Assert.Equal(expected, AnswerExtractor.Extract(reply, AnswerFormat.Number));

    [Theory(DisplayName = "M06.E5 Letters: announced before alone, and articles are no answers")]
    [InlineData("The correct answer is B.", "B")]
    [InlineData("Answer: **C**", "C")]
    [InlineData("(D)", "D")]
    [InlineData("The answer is B, since A and C are too small.", "B")] // announced beats last
    [InlineData("Not A but C", "C")]
    [InlineData("A cat", null)]
    [InlineData("10000 polyomaviruses", null)]
    [InlineData("It is an A-level question", null)]
    [InlineData("The answer is E.", null)] // there are four options
    public void Extract_OfALetter_FollowsTheRules(string reply, string? expected) =>
        Assert.Equal(expected, AnswerExtractor.Extract(reply, AnswerFormat.Letter(4)));

    [Theory(DisplayName = "M06.E5 JSON: the last object that has the field, whatever stands around it")]
    [InlineData("{\"answer\": \" B \"}", "B")]
    [InlineData("```json\n{\"steps\": [1, 2], \"answer\": 1.50}\n```", "1.5")]
    [InlineData("{\"answer\": 1} or rather {\"answer\": 2}", "2")]
    [InlineData("{\"answer\": 1} {\"note\": \"done\"}", "1")]
    [InlineData("{\"answer\": null}", null)]
    [InlineData("{\"result\": {\"answer\": 5}}", null)]
    [InlineData("{\"answer\": 5", null)]
    public void Extract_OfAField_FollowsTheRules(string reply, string? expected) =>
        Assert.Equal(expected, AnswerExtractor.Extract(reply, AnswerFormat.Json()));

    [Fact(DisplayName = "M06.E5 Worked by hand: two votes beat a single likelier one; ties go to the likelier")]
    public void Vote_TakesTheMajority()
    {
        Assert.Equal("20", AnswerExtractor.Vote([new("17", -1), new("20", -9), new("20", -8), new(null, 0), new(null, 0), new(null, 0)]));
        Assert.Equal("17", AnswerExtractor.Vote([new("20", -9), new("17", -1), new("17", -6), new("20", -8)])); // −7 against −17
        Assert.Equal("20", AnswerExtractor.Vote([new("20", -3), new("17", -3)]));
        Assert.Null(AnswerExtractor.Vote([new(null, 0)]));
        Assert.Null(AnswerExtractor.Vote([]));
    }

    [Fact(DisplayName = "M06.E5 One reply, read in three ways")]
    public async Task Extract_OfOneReply_DependsOnTheFormat()
    {
        const string Reply = "Option B costs 3 * 4 = 12 euros and C costs 1,500.00.\n{\"answer\": \"B\", \"price\": 12}\nSo the answer is (B).";
        string Show(string? answer) => answer ?? "nothing";

        await Verifier.Verify(string.Join('\n',
            $"number: {Show(AnswerExtractor.Extract(Reply, AnswerFormat.Number))}",
            $"letter: {Show(AnswerExtractor.Extract(Reply, AnswerFormat.Letter()))}",
            $"answer: {Show(AnswerExtractor.Extract(Reply, AnswerFormat.Json()))}",
            $"price: {Show(AnswerExtractor.Extract(Reply, AnswerFormat.Json("price")))}",
            $"cost: {Show(AnswerExtractor.Extract(Reply, AnswerFormat.Json("cost")))}"));
    }

    [Fact(DisplayName = "M06.E5 What is no log-probability is refused with an ArgumentException")]
    public void Vote_BadLogProbabilities_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => AnswerExtractor.Vote([new("1", 0.5)]));
        Assert.ThrowsAny<ArgumentException>(() => AnswerExtractor.Vote([new("1", -1), new(null, double.NaN)]));
    }
}
