namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class RetryTests
{
    [Fact(DisplayName = "M10.E6 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, Retry.RunAsync(3));
}
