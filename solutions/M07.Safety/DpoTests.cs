namespace LLMCourse.M07;

[Trait("Exercise", "M07.E6")]
public sealed class DpoTests
{
    [Fact(DisplayName = "M07.E6 Worked by hand: twice 3 is 6")]
    public void Loss_OfThree_IsSix() => Assert.Equal(6, Dpo.Loss(3));
}
