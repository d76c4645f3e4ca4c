using LLMCourse.Checks;

namespace LLMCourse.Grader.Tests.Judging;

public class TextComparisonTests
{
    [Theory]
    [InlineData("Rome", "Rom", "`x` is wrong: it ends too early.", "Expected \"Rome\", got \"Rom\".")]
    [InlineData("Rome", "Rome.", "`x` is wrong: it goes on where it should end.", "Expected \"Rome\", got \"Rome.\".")]
    [InlineData("Rome", "", "`x` is wrong: it is empty.", "Expected \"Rome\", got \"\".")]
    [InlineData("Rome", "Paris", "`x` is wrong.", "Expected \"Rome\", got \"Paris\".")]
    [InlineData("Rome", "rome", "`x` is wrong: only upper and lower case differ.", "Expected \"Rome\", got \"rome\".")]
    [InlineData("a b", "a  b", "`x` is wrong: only white space differs.", "Expected \"a b\", got \"a  b\".")]
    [InlineData("a b", "a\u00a0b", "`x` is wrong: only white space differs.", "Expected \"a b\", got \"a\\u00a0b\".")]
    [InlineData("caf\u00e9", "cafe\u0301", "`x` is wrong.", "Expected \"caf\u00e9\", got \"cafe\\u0301\".")]
    [InlineData("", "a", "`x` is wrong.", "Expected \"\", got \"a\".")]
    [InlineData("a\nb\n", "a\r\nb\r\n", "`x` is wrong: only line ends differ.", "Line 1, character 2: expected \"a\\n\", got \"a\\r\".")]
    [InlineData("a\nb\nc", "a\nX\nc", "`x` is wrong.", "Line 2, character 1: expected \"b\", got \"X\".")]
    [InlineData("a\nb\nc", "a\nc\nb", "`x` is wrong: the lines are right, but in another order.",
        "Line 2, character 1: expected \"b\", got \"c\".")]
    [InlineData("a\nb\nc", "a\nb", "`x` is wrong: it ends too early.",
        "Line 2, character 2: expected \"b\\n\", got the end of the text. There should be 3 lines, and there are 2.")]
    [InlineData("\nb", "b", "`x` is wrong: only white space differs.",
        "Line 1, character 1: expected \"\\n\", got \"b\". There should be 2 lines, and there are 1.")]
    public void Texts_ThatDiffer_SayHowAndWhere(string expected, string actual, string message, string detail)
    {
        Verdict verdict = Compare(expected, actual);

        Assert.False(verdict.Passed);
        Assert.Equal(message, verdict.Message);
        Assert.Equal(detail, verdict.Detail);
    }

    [Fact]
    public void Texts_ThatAreLong_ShowOnlyWhatIsAroundTheDifference()
    {
        string expected = new string('a', 500) + "RIGHT" + new string('b', 500),
            actual = new string('a', 500) + "WRONG" + new string('b', 500);

        Assert.Equal(
            $"Character 501: expected …\"aaaaaaaaaaaaRIGHT{new string('b', 31)}\"…, got …\"aaaaaaaaaaaaWRONG{new string('b', 31)}\"….",
            Compare(expected, actual).Detail);
    }

    // The two begin with the same half of their surrogate pairs.
    [Fact]
    public void Texts_OfEmoji_AreNotCutWithinACharacter() => Assert.Equal(
        $"Character 81: expected …\"{new string('a', 12)}\U0001f600\", got …\"{new string('a', 12)}\U0001f601\".",
        Compare(new string('a', 80) + "\U0001f600", new string('a', 80) + "\U0001f601").Detail);

    [Fact]
    public void Texts_OfManyEmoji_AreCutBetweenCharacters()
    {
        string many = string.Concat(Enumerable.Repeat("\U0001f600", 60));

        Assert.All([Compare("x" + many + "y" + many, "x" + many + "z" + many).Detail!,
            Compare(many + "y" + many, many + "z" + many).Detail!], detail =>
        {
            for (int i = 0; i < detail.Length; i++)
            {
                if (char.IsHighSurrogate(detail[i])) Assert.True(char.IsLowSurrogate(detail[++i]), detail);
                else Assert.False(char.IsLowSurrogate(detail[i]), detail);
            }
        });
    }

    [Fact]
    public void Texts_OneOfWhichIsNull_SaySo()
    {
        Assert.Equal("`x` is null.", Verdict(new TextObservation("x", "a"), new TextObservation("x", null)).Message);
        Assert.Equal("`x` should be null.", Verdict(new TextObservation("x", null), new TextObservation("x", "a")).Message);
        Assert.True(Verdict(new TextObservation("x", null), new TextObservation("x", null)).Passed);
    }

    // Lone halves of characters come from submissions that cut texts; they must not break the report.
    [Fact]
    public void Texts_WithHalfACharacter_AreCompared() => Assert.False(Compare("ab\U0001f600", "ab\ud83d").Passed);

    private static Verdict Compare(string expected, string actual) =>
        Verdict(new TextObservation("x", expected), new TextObservation("x", actual));

    private static Verdict Verdict(Observation expected, Observation actual) =>
        ObservationComparer.Compare(expected, actual, Tolerance.Exact);
}
