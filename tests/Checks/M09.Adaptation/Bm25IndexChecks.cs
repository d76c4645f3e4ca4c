namespace LLMCourse.Checks.M09;

public sealed class Bm25IndexOfANumber() : VisibleCheck("M09.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Bm25Index.Search(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
