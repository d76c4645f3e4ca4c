namespace LLMCourse.Checks.M08;

public sealed class PerplexityOfANumber() : VisibleCheck("M08.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Perplexity.Evaluate(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
