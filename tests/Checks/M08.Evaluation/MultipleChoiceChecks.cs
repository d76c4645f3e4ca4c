namespace LLMCourse.Checks.M08;

public sealed class MultipleChoiceOfANumber() : VisibleCheck("M08.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", MultipleChoice.Score(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
