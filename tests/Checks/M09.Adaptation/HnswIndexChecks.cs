namespace LLMCourse.Checks.M09;

public sealed class HnswIndexOfANumber() : VisibleCheck("M09.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", HnswIndex.Search(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
