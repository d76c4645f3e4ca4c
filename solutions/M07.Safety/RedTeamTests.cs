namespace LLMCourse.M07;

[Trait("Exercise", "M07.E4")]
public sealed class RedTeamTests
{
    [Fact(DisplayName = "M07.E4 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, RedTeam.RunAsync(3));
}
