namespace LLMCourse.Checks.M06;

public sealed class LlmClientOfANumber() : VisibleCheck("M06.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", LlmClient.CompleteAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
