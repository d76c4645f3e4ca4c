namespace LLMCourse.Checks.M10;

public sealed class LruCacheOfANumber() : VisibleCheck("M10.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", LruCache.TryGet(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
