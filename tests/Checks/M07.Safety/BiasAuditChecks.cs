namespace LLMCourse.Checks.M07;

public sealed class BiasAuditOfANumber() : VisibleCheck("M07.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", BiasAudit.PairScores(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
