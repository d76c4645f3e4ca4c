namespace LLMCourse.Checks.M07;

public sealed class AuditLogOfANumber() : VisibleCheck("M07.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", AuditLog.Append(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
