namespace LLMCourse.M12;

[Trait("Exercise", "M12.E6")]
public sealed class ProjectServerTests
{
    [Fact(DisplayName = "M12.E6 Worked by hand: twice 3 is 6")]
    public void Map_OfThree_IsSix() => Assert.Equal(6, ProjectServer.Map(3));
}
