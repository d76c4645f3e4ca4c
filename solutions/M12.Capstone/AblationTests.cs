namespace LLMCourse.M12;

[Trait("Exercise", "M12.E5")]
public sealed class AblationTests
{
    [Fact(DisplayName = "M12.E5 Worked by hand: twice 3 is 6")]
    public void RunAsync_OfThree_IsSix() => Assert.Equal(6, Ablation.RunAsync(3));
}
