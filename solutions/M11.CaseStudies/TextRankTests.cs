namespace LLMCourse.M11;

[Trait("Exercise", "M11.E2")]
public sealed class TextRankTests
{
    [Fact(DisplayName = "M11.E2 Worked by hand: twice 3 is 6")]
    public void Rank_OfThree_IsSix() => Assert.Equal(6, TextRank.Rank(3));
}
