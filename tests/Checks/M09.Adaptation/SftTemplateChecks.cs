namespace LLMCourse.Checks.M09;

public sealed class SftTemplateOfANumber() : VisibleCheck("M09.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", SftTemplate.Encode(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
