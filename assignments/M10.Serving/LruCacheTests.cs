namespace LLMCourse.M10;

[Trait("Exercise", "M10.E3")]
public sealed class LruCacheTests
{
    [Fact(DisplayName = "M10.E3 Worked by hand: twice 3 is 6")]
    public void TryGet_OfThree_IsSix() => Assert.Equal(6, LruCache.TryGet(3));
}
