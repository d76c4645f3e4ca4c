namespace LLMCourse.M06;

[Trait("Exercise", "M06.E3")]
public sealed class ExampleSelectorTests
{
    [Fact(DisplayName = "M06.E3 Worked by hand: twice 3 is 6")]
    public void Pick_OfThree_IsSix() => Assert.Equal(6, ExampleSelector.Pick(3));
}
