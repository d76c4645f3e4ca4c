namespace LLMCourse.Checks.M06;

public sealed class SolverOfANumber() : VisibleCheck("M06.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Solver.SolveAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
