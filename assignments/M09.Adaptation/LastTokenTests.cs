namespace LLMCourse.M09;

[Trait("Exercise", "M09.E4")]
public sealed class LastTokenTests
{
    [Fact(DisplayName = "M09.E4 Worked by hand: twice 3 is 6")]
    public void Of_OfThree_IsSix() => Assert.Equal(6, LastToken.Of(3));
}
