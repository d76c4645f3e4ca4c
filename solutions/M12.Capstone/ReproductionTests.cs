namespace LLMCourse.M12;

[Trait("Exercise", "M12.E7")]
public sealed class ReproductionTests
{
    [Fact(DisplayName = "M12.E7 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, Reproduction.RunAsync(3));
}
