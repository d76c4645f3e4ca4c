namespace LLMCourse.M08;

[Trait("Exercise", "M08.E2")]
public sealed class MultipleChoiceTests
{
    [Fact(DisplayName = "M08.E2 Worked by hand: twice 3 is 6")]
    public void Score_OfThree_IsSix() => Assert.Equal(6, MultipleChoice.Score(3));
}
