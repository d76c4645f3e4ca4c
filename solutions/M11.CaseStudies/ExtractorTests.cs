namespace LLMCourse.M11;

[Trait("Exercise", "M11.E6")]
public sealed class ExtractorTests
{
    [Fact(DisplayName = "M11.E6 Worked by hand: twice 3 is 6")]
    public void Extract_OfThree_IsSix() => Assert.Equal(6, Extractor.Extract(3));
}
