namespace LLMCourse.M12;

[Trait("Exercise", "M12.E2")]
public sealed class DataPipelineTests
{
    [Fact(DisplayName = "M12.E2 Worked by hand: twice 3 is 6")]
    public void Build_OfThree_IsSix() => Assert.Equal(6, DataPipeline.Build(3));
}
