namespace LLMCourse.Checks.M11;

public sealed class EvaluatorOfANumber() : VisibleCheck("M11.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Evaluator.Run(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
