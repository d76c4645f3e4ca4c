namespace LLMCourse.M12;

[Trait("Exercise", "M12.E1")]
public sealed class CardReviewTests
{
    [Fact(DisplayName = "M12.E1 Worked by hand: twice 3 is 6")]
    public void Problems_OfThree_IsSix() => Assert.Equal(6, CardReview.Problems(3));
}
