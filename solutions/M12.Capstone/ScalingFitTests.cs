namespace LLMCourse.M12;

[Trait("Exercise", "M12.E4")]
public sealed class ScalingFitTests
{
    [Fact(DisplayName = "M12.E4 Worked by hand: twice 3 is 6")]
    public void Fit_OfThree_IsSix() => Assert.Equal(6, ScalingFit.Fit(3));
}
