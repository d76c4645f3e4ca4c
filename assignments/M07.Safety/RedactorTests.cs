namespace LLMCourse.M07;

[Trait("Exercise", "M07.E1")]
public sealed class RedactorTests
{
    [Fact(DisplayName = "M07.E1 Worked by hand: twice 3 is 6")]
    public void Mask_OfThree_IsSix() => Assert.Equal(6, Redactor.Mask(3));
}
