namespace LLMCourse.M08;

[Trait("Exercise", "M08.E7")]
public sealed class ErrorSlicesTests
{
    [Fact(DisplayName = "M08.E7 Worked by hand: twice 3 is 6")]
    public void Find_OfThree_IsSix() => Assert.Equal(6, ErrorSlices.Find(3));
}
