namespace LLMCourse.Checks.M08;

public sealed class EvalRunnerOfANumber() : VisibleCheck("M08.E6.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", EvalRunner.RunAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
