namespace LLMCourse.Checks.M12;

public sealed class ProjectServerOfANumber() : VisibleCheck("M12.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ProjectServer.Map(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
