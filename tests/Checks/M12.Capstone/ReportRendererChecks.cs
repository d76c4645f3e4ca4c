namespace LLMCourse.Checks.M12;

public sealed class ReportRendererOfANumber() : VisibleCheck("M12.E8.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ReportRenderer.Render(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
