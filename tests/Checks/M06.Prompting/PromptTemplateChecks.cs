namespace LLMCourse.Checks.M06;

public sealed class PromptTemplateOfANumber() : VisibleCheck("M06.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", PromptTemplate.Render(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
