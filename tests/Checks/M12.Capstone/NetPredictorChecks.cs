namespace LLMCourse.Checks.M12;

public sealed class NetPredictorOfANumber() : VisibleCheck("M12.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", NetPredictor.Train(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
