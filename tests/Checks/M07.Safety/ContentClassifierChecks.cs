namespace LLMCourse.Checks.M07;

public sealed class ContentClassifierOfANumber() : VisibleCheck("M07.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ContentClassifier.Train(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
