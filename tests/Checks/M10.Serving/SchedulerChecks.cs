namespace LLMCourse.Checks.M10;

public sealed class SchedulerOfANumber() : VisibleCheck("M10.E4.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Scheduler.Submit(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
