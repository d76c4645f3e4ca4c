namespace LLMCourse.Checks.M08;

public sealed class DecisionSheetOfANumber() : VisibleCheck("M08.E8.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", DecisionSheet.Check(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
