namespace LLMCourse.Checks.M11;

public sealed class TextRankOfANumber() : VisibleCheck("M11.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", TextRank.Rank(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
