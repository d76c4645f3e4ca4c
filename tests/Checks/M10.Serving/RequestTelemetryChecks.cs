namespace LLMCourse.Checks.M10;

public sealed class RequestTelemetryOfANumber() : VisibleCheck("M10.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", RequestTelemetry.Begin(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
