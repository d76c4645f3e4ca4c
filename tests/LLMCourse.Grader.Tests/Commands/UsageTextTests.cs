using LLMCourse.Grader.Commands;

namespace LLMCourse.Grader.Tests.Commands;

public sealed class UsageTextTests
{
    [Theory]
    [InlineData("gradee x", "There is no command 'gradee'. Did you mean grade?")]
    [InlineData("gradebook shwo -g x", "There is no command 'shwo' of gradebook. Did you mean show?")]
    [InlineData("batch class -g g.db --resum", "There is no option '--resum' of batch. Did you mean --resume?")]
    [InlineData("batch class -g g.db --after-dedline", "There is no option '--after-dedline' of batch. Did you mean --after-deadline?")]
    [InlineData("gradebook show -g g.db --polcy=x.yaml", "There is no option '--polcy' of show. Did you mean --policy?")]
    [InlineData("batch class -g g.db --jobs many", "option '--jobs' is 'many', which is no whole number.")]
    [InlineData("gradebook override ada M02 lots --who x --why y -g g", "'lots' is no number.")]
    public void Of_MistypedCommandLine_SaysTheNearest(string line, string text) =>
        Assert.Equal([text], UsageText.Of(CommandLine.Create().Parse(line.Split(' '))));

    [Fact]
    public void Of_ValueOfAnEnumeration_NamesNoTypeOfTheProgram()
    {
        string text = string.Join('\n', UsageText.Of(CommandLine.Create().Parse(["publish", "-g", "g", "-o", "o", "--for", "parents"])));

        Assert.Contains("'--for' is 'parents'", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LLMCourse", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
    }
}
