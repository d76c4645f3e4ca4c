namespace LLMCourse.Checks.M11;

public sealed class ChatSessionOfANumber() : VisibleCheck("M11.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", ChatSession.SendAsync(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
