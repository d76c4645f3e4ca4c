namespace LLMCourse.Checks.M10;

public sealed class ModelRegistryOfANumber() : VisibleCheck("M10.E5.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ModelRegistry.Publish(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
