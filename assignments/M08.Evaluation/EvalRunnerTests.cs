namespace LLMCourse.M08;

[Trait("Exercise", "M08.E6")]
public sealed class EvalRunnerTests
{
    [Fact(DisplayName = "M08.E6 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, EvalRunner.RunAsync(3));
}
