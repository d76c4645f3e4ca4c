namespace LLMCourse.Checks.M11;

public sealed class TranslatorOfANumber() : VisibleCheck("M11.E3.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", Translator.Translate(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
