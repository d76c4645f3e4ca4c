namespace LLMCourse.M06;

[Trait("Exercise", "M06.E7")]
public sealed class AgentTests
{
    [Fact(DisplayName = "M06.E7 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, Agent.RunAsync(3));
}
