namespace LLMCourse.M10;

[Trait("Exercise", "M10.E7")]
public sealed class RequestTelemetryTests
{
    [Fact(DisplayName = "M10.E7 Worked by hand: twice 3 is 6")]
    public void Begin_OfThree_IsSix() => Assert.Equal(6, RequestTelemetry.Begin(3));
}
