namespace LLMCourse.Checks.M09;

public sealed class MinHashOfANumber() : VisibleCheck("M09.E8.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", MinHash.Signature(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
