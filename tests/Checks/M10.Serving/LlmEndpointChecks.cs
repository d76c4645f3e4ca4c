namespace LLMCourse.Checks.M10;

public sealed class LlmEndpointOfANumber() : VisibleCheck("M10.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", LlmEndpoint.Build(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
