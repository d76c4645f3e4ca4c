namespace LLMCourse.M06;

[Trait("Exercise", "M06.E1")]
public sealed class PromptTemplateTests
{
    [Fact(DisplayName = "M06.E1 Worked by hand: twice 3 is 6")]
    public void Render_OfThree_IsSix() => Assert.Equal(6, PromptTemplate.Render(3));
}
