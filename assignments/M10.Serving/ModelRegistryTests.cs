namespace LLMCourse.M10;

[Trait("Exercise", "M10.E5")]
public sealed class ModelRegistryTests
{
    [Fact(DisplayName = "M10.E5 Worked by hand: twice 3 is 6")]
    public void Publish_OfThree_IsSix() => Assert.Equal(6, ModelRegistry.Publish(3));
}
