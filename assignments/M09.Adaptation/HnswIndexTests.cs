namespace LLMCourse.M09;

[Trait("Exercise", "M09.E7")]
public sealed class HnswIndexTests
{
    [Fact(DisplayName = "M09.E7 Worked by hand: twice 3 is 6")]
    public void Search_OfThree_IsSix() => Assert.Equal(6, HnswIndex.Search(3));
}
