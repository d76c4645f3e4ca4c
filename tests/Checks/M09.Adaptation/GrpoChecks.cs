namespace LLMCourse.Checks.M09;

public sealed class GrpoOfANumber() : VisibleCheck("M09.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Grpo.Advantages(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
