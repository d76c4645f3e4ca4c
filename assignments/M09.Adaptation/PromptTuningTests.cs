namespace LLMCourse.M09;

[Trait("Exercise", "M09.E3")]
public sealed class PromptTuningTests
{
    [Fact(DisplayName = "M09.E3 Worked by hand: twice 3 is 6")]
    public void Forward_OfThree_IsSix() => Assert.Equal(6, PromptTuning.Forward(3));
}
