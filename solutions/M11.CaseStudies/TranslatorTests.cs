namespace LLMCourse.M11;

[Trait("Exercise", "M11.E3")]
public sealed class TranslatorTests
{
    [Fact(DisplayName = "M11.E3 Worked by hand: twice 3 is 6")]
    public void Translate_OfThree_IsSix() => Assert.Equal(6, Translator.Translate(3));
}
