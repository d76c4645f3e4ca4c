namespace LLMCourse.Checks.M08;

public sealed class ErrorSlicesOfANumber() : VisibleCheck("M08.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ErrorSlices.Find(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
