namespace LLMCourse.M09;

[Trait("Exercise", "M09.E1")]
public sealed class SftTemplateTests
{
    [Fact(DisplayName = "M09.E1 Worked by hand: twice 3 is 6")]
    public void Encode_OfThree_IsSix() => Assert.Equal(6, SftTemplate.Encode(3));
}
