namespace LLMCourse.Checks.M07;

public sealed class RedTeamOfANumber() : VisibleCheck("M07.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", RedTeam.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
