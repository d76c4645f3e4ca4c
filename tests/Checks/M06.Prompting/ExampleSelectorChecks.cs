namespace LLMCourse.Checks.M06;

public sealed class ExampleSelectorOfANumber() : VisibleCheck("M06.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ExampleSelector.Pick(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
