namespace LLMCourse.M08;

[Trait("Exercise", "M08.E1")]
public sealed class PerplexityTests
{
    [Fact(DisplayName = "M08.E1 Worked by hand: twice 3 is 6")]
    public void Evaluate_OfThree_IsSix() => Assert.Equal(6, Perplexity.Evaluate(3));
}
