namespace LLMCourse.Checks.M12;

public sealed class ScalingFitOfANumber() : VisibleCheck("M12.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ScalingFit.Fit(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
