namespace LLMCourse.M07;

[Trait("Exercise", "M07.E2")]
public sealed class ContentClassifierTests
{
    [Fact(DisplayName = "M07.E2 Worked by hand: twice 3 is 6")]
    public void Train_OfThree_IsSix() => Assert.Equal(6, ContentClassifier.Train(3));
}
