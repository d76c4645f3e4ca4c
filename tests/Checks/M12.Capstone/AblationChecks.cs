namespace LLMCourse.Checks.M12;

public sealed class AblationOfANumber() : VisibleCheck("M12.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Ablation.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
