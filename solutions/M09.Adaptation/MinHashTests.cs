namespace LLMCourse.M09;

[Trait("Exercise", "M09.E8")]
public sealed class MinHashTests
{
    [Fact(DisplayName = "M09.E8 Worked by hand: twice 3 is 6")]
    public void Signature_OfThree_IsSix() => Assert.Equal(6, MinHash.Signature(3));
}
