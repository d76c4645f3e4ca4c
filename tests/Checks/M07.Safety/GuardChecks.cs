namespace LLMCourse.Checks.M07;

public sealed class GuardOfANumber() : VisibleCheck("M07.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Guard.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
