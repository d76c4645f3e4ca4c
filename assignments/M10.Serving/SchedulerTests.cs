namespace LLMCourse.M10;

[Trait("Exercise", "M10.E4")]
public sealed class SchedulerTests
{
    [Fact(DisplayName = "M10.E4 Worked by hand: twice 3 is 6")]
    public void Submit_OfThree_IsSix() => Assert.Equal(6, Scheduler.Submit(3));
}
