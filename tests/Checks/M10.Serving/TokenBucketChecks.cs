namespace LLMCourse.Checks.M10;

public sealed class TokenBucketOfANumber() : VisibleCheck("M10.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", TokenBucket.TryTake(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
