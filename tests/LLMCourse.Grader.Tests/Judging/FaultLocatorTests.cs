using LLMCourse.Checks;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Judging;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Results;
using LLMCourse.Grader.Tests.EndToEnd;

namespace LLMCourse.Grader.Tests.Judging;

public sealed class FaultLocatorTests
{
    private static readonly FaultLocator Plain = new(new Dictionary<string, IReadOnlyList<string>>(), new Recorded([]));

    [Fact]
    public void Locate_ByHand_FollowsOchiai()
    {
        // Against failures of a and b: 1/√2 for the mistake in Long, 2/√(2·3) for the one in Short, which fails c besides.
        (string, RecordedMistake)[] mistakes = [("Long", Mistake(Fails("a"))), ("Short", Mistake(Fails("a", "b", "c")))];

        Assert.Equal("Short", Plain.Locate(Fails("a", "b"), mistakes));
        Assert.Equal("Long", Plain.Locate(Fails("a"), mistakes)); // 1 against 1/√3
    }

    [Fact]
    public void Locate_SeveralMistakesOfAMember_TakesTheLikest()
    {
        (string, RecordedMistake)[] mistakes = [("A", Mistake(Fails("x", "y", "z"))), ("A", Mistake(Fails("b"))), ("B", Mistake(Fails("a", "b", "c")))];
        Assert.Equal("A", Plain.Locate(Fails("b"), mistakes));
    }

    [Fact]
    public void Locate_NothingToGoBy_IsNull()
    {
        (string, RecordedMistake)[] mistakes = [("A", Mistake(Fails("a"))), ("B", Mistake(Fails("a")))];
        Assert.Null(Plain.Locate(Fails("a"), mistakes)); // both alike
        Assert.Null(Plain.Locate(Fails("b"), mistakes)); // neither alike
        Assert.Null(Plain.Locate(Fails(), mistakes)); // nothing failed
        Assert.Null(Plain.Locate(Fails("a"), [])); // no mistake known
    }

    [Theory]
    [InlineData(Outcome.NotImplemented)]
    [InlineData(Outcome.Blocked)]
    [InlineData(Outcome.Banned)]
    [InlineData(Outcome.NotRun)]
    [InlineData(Outcome.GraderError)]
    public void Locate_ChecksThatToldNothing_AreNoFaults(Outcome outcome) =>
        Assert.Null(Plain.Locate(new Dictionary<string, CheckBehaviour> { ["a"] = new(outcome, null, Empty) }, [("A", Mistake(Fails("a")))]));

    [Fact]
    public void Locate_OneCheckOfTwoMembers_GoesByTheObservationThatIsWrong()
    {
        var locator = new FaultLocator(
            new Dictionary<string, IReadOnlyList<string>>(),
            new Recorded(new() { ["both"] = [new NumberObservation("of A", 1), new NumberObservation("of B", 2)] }));
        (string, RecordedMistake)[] mistakes = [("A", Mistake(Observes(7, 2))), ("B", Mistake(Observes(1, 7)))];

        Assert.Equal("A", locator.Locate(Observes(-4, 2), mistakes));
        Assert.Equal("B", locator.Locate(Observes(1, 99), mistakes));
        Assert.Null(locator.Locate(Observes(3, 3), mistakes));

        static Dictionary<string, CheckBehaviour> Observes(double a, double b) => new()
        {
            ["both"] = CheckBehaviour.From(Outcome.Failed, null, [new NumberObservation("of A", a), new NumberObservation("of B", b)]),
        };
    }

    [Fact]
    public void Locate_TwoExceptions_AreTwoFailures()
    {
        (string, RecordedMistake)[] mistakes = [("A", Mistake(Throws("KeyNotFoundException"))), ("B", Mistake(Throws("IndexOutOfRangeException")))];
        Assert.Equal("B", Plain.Locate(Throws("IndexOutOfRangeException"), mistakes));

        static Dictionary<string, CheckBehaviour> Throws(string fault) => new() { ["a"] = new(Outcome.Threw, fault, Empty) };
    }

    [Fact]
    public void Locate_EquallySuspect_GoesByWhatTheFailedChecksUse()
    {
        var locator = new FaultLocator(new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["A", "B"], ["b"] = ["A"], ["c"] = ["C"] }, new Recorded([]));
        (string, RecordedMistake)[] alike = [("A", Mistake(Fails("a", "b"))), ("B", Mistake(Fails("a", "b")))];

        Assert.Equal("A", locator.Locate(Runs("a", "b"), alike));
        Assert.Equal("B", locator.Locate(Runs("a"), alike)); // A's other check passes: 1 against 1/√2
        Assert.Equal("C", locator.Locate(Runs("c"), alike)); // no mistake fails it, but it is C's
        Assert.Null(locator.Locate(Runs("a"), [])); // A's or B's
        Assert.Equal("A", locator.Locate(Runs("a", "b"), []));
        Assert.Null(locator.Locate(Runs(), alike));

        static Dictionary<string, CheckBehaviour> Runs(params string[] failing) =>
            new[] { "a", "b", "c" }.ToDictionary(c => c, c => new CheckBehaviour(failing.Contains(c) ? Outcome.Failed : Outcome.Passed, null, Empty));
    }

    /// <summary>
    /// Each known mistake once as if it were unknown: what all others say of its place. Measured: right for 242 of 378; the exercise's main member, at
    /// which a report would point otherwise, is right for 77; 340 are at least in the right file.
    /// </summary>
    [Fact]
    public void Locate_EachMistakeFromTheOthers_IsMostlyRight()
    {
        int asked = 0, right = 0, rightFile = 0, main = 0;
        foreach (ModuleContent module in Grading.Layout.Modules.Select(name => ModuleContent.Load(Grading.Layout, name)))
        {
            var locator = new FaultLocator(module.Manifest.CheckedMembers, module.Expectations);
            foreach (ManifestExercise exercise in module.Manifest.Exercises.Where(e => e.Members.Count > 1))
            {
                (string Member, RecordedMistake Mistake)[] all = [.. module.LocatedMistakes(exercise)];
                foreach ((string member, RecordedMistake mistake) in all)
                {
                    string found = locator.Locate(mistake.Behaviour, all.Where(m => m.Mistake != mistake)) ?? exercise.Members[0].DocId;
                    asked++;
                    right += found == member ? 1 : 0;
                    rightFile += FileOf(found) == FileOf(member) ? 1 : 0;
                    main += exercise.Members[0].DocId == member ? 1 : 0;
                }

                string FileOf(string id) => exercise.Members.First(m => m.DocId == id).File;
            }
        }

        Assert.True(asked > 300 && right > 0.6 * asked && rightFile > 0.85 * asked && right > 2 * main, $"Of {asked}, {right} are right, {rightFile} in the right file; the main member is right for {main}.");
    }

    private static IReadOnlyDictionary<string, Fingerprint> Empty => new Dictionary<string, Fingerprint>();

    private static Dictionary<string, CheckBehaviour> Fails(params string[] checks) =>
        checks.ToDictionary(c => c, _ => new CheckBehaviour(Outcome.Failed, null, Empty));

    private static RecordedMistake Mistake(Dictionary<string, CheckBehaviour> behaviour) => new(
        new Mistake { Id = "M02.E2.some", Exercise = ExerciseId.Parse("M02.E2"), File = "A.cs", Find = "a", Replace = "b", Says = "It is b.", SameAs = [] },
        behaviour);

    private sealed class Recorded(Dictionary<string, IReadOnlyList<Observation>> checks) : IExpectations
    {
        public IReadOnlyList<Observation>? Read(string checkId) => checks.GetValueOrDefault(checkId);
    }
}
