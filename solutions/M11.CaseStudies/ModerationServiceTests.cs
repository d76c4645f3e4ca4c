namespace LLMCourse.M11;

[Trait("Exercise", "M11.E5")]
public sealed class ModerationServiceTests
{
    [Fact(DisplayName = "M11.E5 Worked by hand: twice 3 is 6")]
    public void Moderate_OfThree_IsSix() => Assert.Equal(6, ModerationService.Moderate(3));
}
