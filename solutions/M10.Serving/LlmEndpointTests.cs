namespace LLMCourse.M10;

[Trait("Exercise", "M10.E1")]
public sealed class LlmEndpointTests
{
    [Fact(DisplayName = "M10.E1 Worked by hand: twice 3 is 6")]
    public void Build_OfThree_IsSix() => Assert.Equal(6, LlmEndpoint.Build(3));
}
