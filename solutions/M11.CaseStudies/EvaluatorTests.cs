namespace LLMCourse.M11;

[Trait("Exercise", "M11.E4")]
public sealed class EvaluatorTests
{
    [Fact(DisplayName = "M11.E4 Worked by hand: twice 3 is 6")]
    public void Run_OfThree_IsSix() => Assert.Equal(6, Evaluator.Run(3));
}
