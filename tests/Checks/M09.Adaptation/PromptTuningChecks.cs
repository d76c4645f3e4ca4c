namespace LLMCourse.Checks.M09;

public sealed class PromptTuningOfANumber() : VisibleCheck("M09.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", PromptTuning.Forward(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
