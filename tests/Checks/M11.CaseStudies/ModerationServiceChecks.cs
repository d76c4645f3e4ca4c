namespace LLMCourse.Checks.M11;

public sealed class ModerationServiceOfANumber() : VisibleCheck("M11.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ModerationService.Moderate(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
