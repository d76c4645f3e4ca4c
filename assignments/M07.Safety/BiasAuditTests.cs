namespace LLMCourse.M07;

[Trait("Exercise", "M07.E5")]
public sealed class BiasAuditTests
{
    [Fact(DisplayName = "M07.E5 Worked by hand: twice 3 is 6")]
    public void PairScores_OfThree_IsSix() => Assert.Equal(6, BiasAudit.PairScores(3));
}
