namespace LLMCourse.Checks.M09;

public sealed class LoraOfANumber() : VisibleCheck("M09.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Lora.Inject(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
