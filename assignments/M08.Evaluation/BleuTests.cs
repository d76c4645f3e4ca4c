namespace LLMCourse.M08;

[Trait("Exercise", "M08.E3")]
public sealed class BleuTests
{
    [Fact(DisplayName = "M08.E3 Worked by hand: twice 3 is 6")]
    public void Corpus_OfThree_IsSix() => Assert.Equal(6, Bleu.Corpus(3));
}
