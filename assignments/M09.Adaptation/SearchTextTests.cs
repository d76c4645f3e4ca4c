namespace LLMCourse.M09;

[Trait("Exercise", "M09.E6")]
public sealed class SearchTextTests
{
    [Theory(DisplayName = "M09.E6 Words are folded")]
    [InlineData("The CAT's 2 hats!", "the cat s 2 hats")]
    [InlineData("Crème BRÛLÉE", "creme brulee")]
    [InlineData("cre\u0300me", "creme")]
    [InlineData("Straße, Łódź, Œuvre", "strasse lodz oeuvre")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("R2-D2 日本", "r2 d2 日本")]
    [InlineData(" ... ", "")]
    public void Tokens_AreFolded(string text, string words) => Assert.Equal(words, string.Join(' ', SearchText.Tokens(text)));
}
