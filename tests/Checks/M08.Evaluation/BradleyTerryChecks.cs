namespace LLMCourse.Checks.M08;

public sealed class BradleyTerryOfANumber() : VisibleCheck("M08.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", BradleyTerry.Fit(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
