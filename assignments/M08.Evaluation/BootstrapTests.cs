namespace LLMCourse.M08;

[Trait("Exercise", "M08.E4")]
public sealed class BootstrapTests
{
    [Fact(DisplayName = "M08.E4 Worked by hand: twice 3 is 6")]
    public void Interval_OfThree_IsSix() => Assert.Equal(6, Bootstrap.Interval(3));
}
