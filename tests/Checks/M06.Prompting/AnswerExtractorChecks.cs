namespace LLMCourse.Checks.M06;

public sealed class AnswerExtractorOfANumber() : VisibleCheck("M06.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", AnswerExtractor.Extract(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
