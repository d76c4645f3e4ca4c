namespace LLMCourse.M07;

[Trait("Exercise", "M07.E3")]
public sealed class GuardTests
{
    [Fact(DisplayName = "M07.E3 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, Guard.RunAsync(3));
}
