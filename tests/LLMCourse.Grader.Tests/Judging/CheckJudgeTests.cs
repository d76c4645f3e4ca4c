using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Tests.Judging;

public sealed class CheckJudgeTests
{
    private static readonly TensorObservation Right = new("numbers", ElementType.Float64, [2], [1, 2]);

    [Theory]
    [InlineData(1.0, 2.0, Outcome.Passed)]
    [InlineData(1.0, 3.0, Outcome.Failed)]
    public void Judge_NumbersOfTheRightKind_AreJudged(double first, double second, Outcome expected) =>
        Assert.Equal(expected, Judge(new LastNumber(), Right with { Values = [first, second] }));

    [Fact]
    public void Judge_JudgeTripsOverWhatASubmissionGave_CostsThePoints() =>
        Assert.Equal(Outcome.Failed, Judge(new LastNumber(), new TensorObservation("numbers", ElementType.Float64, [0], [])));

    [Fact]
    public void Judge_JudgeTripsOverTheSolutionsToo_IsTheGradersFault() => Assert.Equal(Outcome.GraderError, Judge(new Broken(), Right));

    private static Outcome Judge(Check check, Observation observed) =>
        CheckJudge.Judge(check, new ProbeReport(ProbeStatus.Completed, [observed], TimeSpan.Zero), [Right],
            afterDeadline: false).Result.Outcome;

    private sealed class LastNumber() : Check("M90.E1.last", "ends right")
    {
        public override void Probe(Probe probe) => throw new NotSupportedException("nothing is run here");

        public override Verdict Judge(Evidence evidence) =>
            evidence.Tensor("numbers").Values[^1] == 2 ? Verdict.Pass : Verdict.Fail("It ends wrong.");
    }

    private sealed class Broken() : Check("M90.E1.broken", "is never right")
    {
        public override void Probe(Probe probe) => throw new NotSupportedException("nothing is run here");

        public override Verdict Judge(Evidence evidence) => throw new InvalidOperationException("always");
    }
}
