namespace LLMCourse.Checks.M08;

public sealed class BootstrapOfANumber() : VisibleCheck("M08.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Bootstrap.Interval(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
