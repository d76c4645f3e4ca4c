namespace LLMCourse.Checks.M08;

public sealed class BleuOfANumber() : VisibleCheck("M08.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Bleu.Corpus(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
