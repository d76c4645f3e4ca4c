using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Grade;

namespace LLMCourse.Grader.Tests.EndToEnd;

public sealed class ModuleGuessTests
{
    [Theory]
    [InlineData("/home/runner/M05/M05/submission/assignments/M02.Attention", "M02.Attention")]
    [InlineData("/class/M02/jane", "M02.Attention")]
    [InlineData("/M01.Foundations/M04", "M04.Training")]
    public void For_SeveralNamesInAPath_TakesTheInnermost(string path, string module) =>
        Assert.Equal(module, ModuleGuess.For(path.Replace('/', Path.DirectorySeparatorChar), GradingFixture.Layout));
}
