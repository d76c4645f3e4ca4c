namespace LLMCourse.Checks.M06;

public sealed class ChatTemplateOfANumber() : VisibleCheck("M06.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ChatTemplate.Render(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
