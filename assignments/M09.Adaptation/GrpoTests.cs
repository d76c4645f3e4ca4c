namespace LLMCourse.M09;

[Trait("Exercise", "M09.E5")]
public sealed class GrpoTests
{
    [Fact(DisplayName = "M09.E5 Worked by hand: twice 3 is 6")]
    public void Advantages_OfThree_IsSix() => Assert.Equal(6, Grpo.Advantages(3));
}
