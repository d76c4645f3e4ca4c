namespace LLMCourse.Checks.M11;

public sealed class ExtractorOfANumber() : VisibleCheck("M11.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Extractor.Extract(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
