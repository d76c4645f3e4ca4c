namespace LLMCourse.M09;

[Trait("Exercise", "M09.E6")]
public sealed class Bm25IndexTests
{
    [Fact(DisplayName = "M09.E6 Worked by hand: twice 3 is 6")]
    public void Search_OfThree_IsSix() => Assert.Equal(6, Bm25Index.Search(3));
}
