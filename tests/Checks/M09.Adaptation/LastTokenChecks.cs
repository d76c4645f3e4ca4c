namespace LLMCourse.Checks.M09;

public sealed class LastTokenOfANumber() : VisibleCheck("M09.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", LastToken.Of(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
