namespace LLMCourse.M06;

[Trait("Exercise", "M06.E6")]
public sealed class SolverTests
{
    [Fact(DisplayName = "M06.E6 Worked by hand: twice 3 is 6")]
    public void SolveAsync_OfThree_IsSix() => Assert.Equal(6, Solver.SolveAsync(3));
}
