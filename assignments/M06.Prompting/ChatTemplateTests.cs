namespace LLMCourse.M06;

[Trait("Exercise", "M06.E2")]
public sealed class ChatTemplateTests
{
    [Fact(DisplayName = "M06.E2 Worked by hand: twice 3 is 6")]
    public void Render_OfThree_IsSix() => Assert.Equal(6, ChatTemplate.Render(3));
}
