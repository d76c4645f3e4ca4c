namespace LLMCourse.Checks.M12;

public sealed class CardReviewOfANumber() : VisibleCheck("M12.E1.a-number", "doubles a number")
{
    public override void Probe(Probe probe) => probe.Observe("result", CardReview.Problems(probe.Random.NextDouble()));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
