namespace LLMCourse.M12;

[Trait("Exercise", "M12.E8")]
public sealed class ReportRendererTests
{
    [Fact(DisplayName = "M12.E8 Worked by hand: twice 3 is 6")]
    public void Render_OfThree_IsSix() => Assert.Equal(6, ReportRenderer.Render(3));
}
