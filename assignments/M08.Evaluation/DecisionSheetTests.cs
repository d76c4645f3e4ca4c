namespace LLMCourse.M08;

[Trait("Exercise", "M08.E8")]
public sealed class DecisionSheetTests
{
    [Fact(DisplayName = "M08.E8 Worked by hand: twice 3 is 6")]
    public void Check_OfThree_IsSix() => Assert.Equal(6, DecisionSheet.Check(3));
}
