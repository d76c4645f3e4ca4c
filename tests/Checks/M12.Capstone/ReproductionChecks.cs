namespace LLMCourse.Checks.M12;

public sealed class ReproductionOfANumber() : VisibleCheck("M12.E7.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Reproduction.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
