namespace LLMCourse.M09;

[Trait("Exercise", "M09.E2")]
public sealed class LoraTests
{
    [Fact(DisplayName = "M09.E2 Worked by hand: twice 3 is 6")]
    public void Inject_OfThree_IsSix() => Assert.Equal(6, Lora.Inject(3));
}
