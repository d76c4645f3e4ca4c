namespace LLMCourse.Checks.M12;

public sealed class DataPipelineOfANumber() : VisibleCheck("M12.E2.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", DataPipeline.Build(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
