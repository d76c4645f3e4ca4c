namespace LLMCourse.M10;

[Trait("Exercise", "M10.E2")]
public sealed class TokenBucketTests
{
    [Fact(DisplayName = "M10.E2 Worked by hand: twice 3 is 6")]
    public void TryTake_OfThree_IsSix() => Assert.Equal(6, TokenBucket.TryTake(3));
}
