using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Judging;

public sealed class FailuresTests
{
    private static readonly Failures Failures = new(new Recorded(new()
    {
        ["M01.E1.both"] = [new NumberObservation("of A", 1), new NumberObservation("of B", 2)],
    }));

    [Fact]
    public void Of_OneCheckOfTwoMembers_NamesTheObservationThatIsWrong()
    {
        Assert.Equal(["M01.E1.both", "M01.E1.both: of B"], Failures.Of(Observes(1, 7)));
        Assert.Equal(["M01.E1.both", "M01.E1.both: of A", "M01.E1.both: of B"], Failures.Of(Observes(0, 0)));

        static Dictionary<string, CheckBehaviour> Observes(double a, double b) => new()
        {
            ["M01.E1.both"] =
                CheckBehaviour.From(Outcome.Failed, null, [new NumberObservation("of A", a), new NumberObservation("of B", b)]),
        };
    }

    [Fact]
    public void Of_TwoExceptions_AreTwoFailures()
    {
        Assert.Equal(["M01.E1.both", "M01.E1.both Threw KeyNotFoundException"], Throws("KeyNotFoundException"));
        Assert.Equal(["M01.E1.both", "M01.E1.both Threw IndexOutOfRangeException"], Throws("IndexOutOfRangeException"));

        static IReadOnlySet<string> Throws(string fault) =>
            Failures.Of(new Dictionary<string, CheckBehaviour> { ["M01.E1.both"] = CheckBehaviour.From(Outcome.Threw, fault, []) });
    }

    [Theory]
    [InlineData("M01.E1.both", "M01.E1.both")]
    [InlineData("M01.E1.both: of A: B", "M01.E1.both")]
    [InlineData("M01.E1.both TimedOut", "M01.E1.both")]
    public void CheckOf_AFailure_IsItsCheck(string failure, string check) => Assert.Equal(check, Failures.CheckOf(failure));

    private sealed class Recorded(Dictionary<string, IReadOnlyList<Observation>> checks) : IExpectations
    {
        public IReadOnlyList<Observation>? Read(string checkId) => checks.GetValueOrDefault(checkId);
    }
}
