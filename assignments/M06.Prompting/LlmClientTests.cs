namespace LLMCourse.M06;

[Trait("Exercise", "M06.E4")]
public sealed class LlmClientTests
{
    [Fact(DisplayName = "M06.E4 Worked by hand: twice 3 is 6")]
    public void CompleteAsync_OfThree_IsSix() => Assert.Equal(6, LlmClient.CompleteAsync(3));
}
