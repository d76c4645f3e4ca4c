namespace LLMCourse.Checks.M10;

public sealed class RetryOfANumber() : VisibleCheck("M10.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Retry.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
