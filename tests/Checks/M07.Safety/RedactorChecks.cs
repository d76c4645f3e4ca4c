namespace LLMCourse.Checks.M07;

public sealed class RedactorOfANumber() : VisibleCheck("M07.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Redactor.Mask(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
