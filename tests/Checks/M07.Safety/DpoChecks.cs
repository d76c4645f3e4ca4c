namespace LLMCourse.Checks.M07;

public sealed class DpoOfANumber() : VisibleCheck("M07.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Dpo.Loss(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
