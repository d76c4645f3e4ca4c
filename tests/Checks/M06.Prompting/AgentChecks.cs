namespace LLMCourse.Checks.M06;

public sealed class AgentOfANumber() : VisibleCheck("M06.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Agent.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
