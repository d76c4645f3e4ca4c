namespace LLMCourse.M06;

[Trait("Exercise", "M06.E5")]
public sealed class AnswerExtractorTests
{
    [Fact(DisplayName = "M06.E5 Worked by hand: twice 3 is 6")]
    public void Extract_OfThree_IsSix() => Assert.Equal(6, AnswerExtractor.Extract(3));
}
