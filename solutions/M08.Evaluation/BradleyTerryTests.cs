namespace LLMCourse.M08;

[Trait("Exercise", "M08.E5")]
public sealed class BradleyTerryTests
{
    [Fact(DisplayName = "M08.E5 Worked by hand: twice 3 is 6")]
    public void Fit_OfThree_IsSix() => Assert.Equal(6, BradleyTerry.Fit(3));
}
