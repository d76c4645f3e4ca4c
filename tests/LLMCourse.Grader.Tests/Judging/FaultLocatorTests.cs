using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using Xunit.Abstractions;

namespace LLMCourse.Grader.Tests.Judging;

public sealed class FaultLocatorTests(ITestOutputHelper output)
{
    private static readonly FaultLocator Plain = new(new Dictionary<string, IReadOnlyList<string>>());

    [Fact]
    public void Locate_ByHand_FollowsOchiai()
    {
        // Against failures of a and b: 1/√2 for the mutant of Long, 2/√(2·3) for the one of Short, which fails c besides.
        (string, IReadOnlySet<string>)[] known = [("Long", Set("a")), ("Short", Set("a", "b", "c"))];

        Assert.Equal("Short", Locate(Plain, ["Long", "Short"], ["a", "b"], known));
        Assert.Equal("Long", Locate(Plain, ["Short", "Long"], ["a"], known)); // 1 against 1/√3
    }

    [Fact]
    public void Locate_SeveralMutantsOfAMember_TakesTheLikest()
    {
        (string, IReadOnlySet<string>)[] known = [("B", Set("a", "b", "c")), ("A", Set("x", "y", "z")), ("A", Set("b"))];
        Assert.Equal("A", Locate(Plain, ["B", "A"], ["b"], known));
    }

    [Fact]
    public void Locate_EquallyAlike_GoesByTheMeanOverAllMutants()
    {
        (string, IReadOnlySet<string>)[] known = [("A", Set("a")), ("A", Set("b")), ("B", Set("a")), ("B", Set("a", "b"))];
        Assert.Equal("B", Locate(Plain, ["A", "B"], ["a"], known));
    }

    [Fact]
    public void Locate_EquallyAlikeOnAverage_GoesByWhatTheFailedChecksUse()
    {
        var locator = new FaultLocator(Uses(("a", ["A", "B"]), ("b", ["A"])));
        (string, IReadOnlySet<string>)[] known = [("A", Set("a")), ("B", Set("a"))];

        Assert.Equal("B", Locate(locator, ["A", "B"], ["a"], known, "b")); // A's other check passes: 1/√2 against 1
        Assert.Equal("A", Locate(Plain, ["A", "B"], ["a"], known)); // nothing tells them apart: in their order
    }

    [Fact]
    public void Locate_NothingAlike_TakesAMemberThatTheFailedChecksUse()
    {
        var locator = new FaultLocator(Uses(("a", ["B", "C"]), ("b", ["C"]), ("c", ["A", "C"])));
        (string, IReadOnlySet<string>)[] known = [("A", Set("c"))];

        Assert.Equal("C", Locate(locator, ["A", "B", "C"], ["a", "b"], known, "c")); // not A, which comes first
        Assert.Equal("B", Locate(locator, ["A", "B", "C"], ["a"], known, "b", "c")); // C's other checks pass
    }

    [Theory]
    [InlineData(Outcome.TimedOut, "A")]
    [InlineData(Outcome.OutOfMemory, "A")]
    [InlineData(Outcome.Crashed, "A")]
    [InlineData(Outcome.Failed, "B")]
    public void Locate_ACheckThatNeverEnded_TakesTheFirstThatItUses(Outcome outcome, string member)
    {
        var locator = new FaultLocator(Uses(("a", ["A", "B"]), ("b", ["A"])));
        Dictionary<string, CheckBehaviour> submission =
            new()
            {
                ["a"] = new(outcome, null, new Dictionary<string, Fingerprint>()),
                ["b"] = new(Outcome.Passed, null, new Dictionary<string, Fingerprint>())
            };

        Assert.Equal(member, locator.Locate(["A", "B"], submission, Set("a", $"a {outcome}"), null, [(["B"], Set("a", "a: of B"))]));
        // ends as a mutant of B
        Assert.Equal("B", locator.Locate(["A", "B"], submission, Set("a", $"a {outcome}"), null, [(["B"], Set("a", $"a {outcome}"))]));
    }

    [Fact]
    public void Locate_TwoFaults_TakesTheOneOfTheFailureThatIsToldFirst()
    {
        // As in masks with < for <= in two of them: the mutant of B fails more, but the report begins with what a mutant of A fails.
        var locator = new FaultLocator(Uses(("a", ["A"]), ("b", ["B"]), ("c", ["B"])));
        Dictionary<string, CheckBehaviour> submission = new[] { "a", "b", "c" }.ToDictionary(c => c,
            _ => new CheckBehaviour(Outcome.Failed, null, new Dictionary<string, Fingerprint>()));
        (IReadOnlyList<string>, IReadOnlySet<string>)[] known = [(["A"], Set("a")), (["B"], Set("b", "c"))];

        Assert.Equal("A", locator.Locate(["A", "B"], submission, Set("a", "b", "c"), "a", known));
        Assert.Equal("B", locator.Locate(["A", "B"], submission, Set("a", "b", "c"), "b", known));
        Assert.Equal("B", locator.Locate(["A", "B"], submission, Set("a", "b", "c"), null, known));
        // in a way that no mutant does: A is what the check uses
        Assert.Equal("A", locator.Locate(["A", "B"], submission, Set("a", "b", "c"), "a Failed", known));
    }

    [Fact]
    public void Locate_TwoFaultsInOneCheck_GoesByItsFirstObservation()
    {
        var locator = new FaultLocator(Uses(("a", ["A", "B"])));
        Dictionary<string, CheckBehaviour> submission =
            new() { ["a"] = new CheckBehaviour(Outcome.Failed, null, new Dictionary<string, Fingerprint>()) };
        (IReadOnlyList<string>, IReadOnlySet<string>)[] known = [(["A"], Set("a", "a: one")), (["B"], Set("a", "a: two", "a: three"))];

        Assert.Equal("A", locator.Locate(["A", "B"], submission, Set("a", "a: one", "a: two", "a: three"), "a: one", known));
        Assert.Equal("B", locator.Locate(["A", "B"], submission, Set("a", "a: one", "a: two", "a: three"), "a: two", known));
    }

    [Fact]
    public void Locate_NothingToGoBy_IsNull()
    {
        Assert.Null(Locate(Plain, ["A", "B"], ["b"], [("A", Set("a"))])); // nothing alike, and no check is known to use a member
        Assert.Null(Locate(Plain, ["A", "B"], [], [("A", Set("a"))])); // nothing failed
        Assert.Null(Locate(Plain, [], ["a"], [("A", Set("a"))])); // of another exercise
    }

    [Theory]
    [InlineData(Outcome.NotImplemented)]
    [InlineData(Outcome.Blocked)]
    [InlineData(Outcome.Banned)]
    [InlineData(Outcome.NotRun)]
    [InlineData(Outcome.GraderError)]
    public void Locate_ChecksThatToldNothing_AreNoFaults(Outcome outcome) => Assert.Null(
        Plain.Locate(["A"], new Dictionary<string, CheckBehaviour> { ["a"] = new(outcome, null, new Dictionary<string, Fingerprint>()) },
            Set(), null, [(["A"], Set("a"))]));

    /// <summary>
    /// Each mutant and each known mistake once as if it were unknown: what all others say of its place. It says how many are right by
    /// module.
    /// </summary>
    [Fact]
    public void Locate_EachKnownFaultFromTheOthers_IsMostlyRight()
    {
        int asked = 0, right = 0, rightFile = 0, main = 0;
        List<string> modules = [];
        foreach (ModuleContent module in GradingFixture.Layout.Modules.Select(name => ModuleContent.Load(GradingFixture.Layout, name)))
        {
            var locator = new FaultLocator(module.Manifest.CheckedMembers);
            (int askedBefore, int rightBefore) = (asked, right);
            foreach (ManifestExercise exercise in module.Manifest.Exercises.Where(e => e.Members.Count > 1))
            {
                (string Id, IReadOnlyList<string> Members, IReadOnlySet<string> Failures)[] all =
                    [.. module.KnownFaults(exercise, _ => true)];
                string[] members = [.. exercise.Members.Select(m => m.DocId)],
                    checks = [.. module.Checks.Where(c => c.Exercise.Text == exercise.Id).Select(c => c.Id)];
                for (int i = 0; i < all.Length; i++)
                {
                    var behaviour = checks.ToDictionary(c => c,
                        c => new CheckBehaviour(all[i].Failures.Contains(c) ? Outcome.Failed : Outcome.Passed, null,
                            new Dictionary<string, Fingerprint>()));
                    string found = locator.Locate(members, behaviour, all[i].Failures, First(all[i].Failures),
                        all.Where((_, k) => k != i).Select(f => (f.Members, f.Failures))) ?? members[0];
                    asked++;
                    right += all[i].Members.Contains(found) ? 1 : 0;
                    rightFile += all[i].Members.Any(m => FileOf(found) == FileOf(m)) ? 1 : 0;
                    main += all[i].Members.Contains(members[0]) ? 1 : 0;
                }

                string? First(IReadOnlySet<string> failures) =>
                    checks.FirstOrDefault(failures.Contains) is { } check
                        ? failures.FirstOrDefault(f => f != check && Failures.CheckOf(f) == check) ?? check
                        : null;
                string FileOf(string id) => exercise.Members.First(m => m.DocId == id).File;
            }

            modules.Add($"{module.Manifest.Id} {right - rightBefore} of {asked - askedBefore}");
        }

        string figures = $"Of {asked}, {right} are right ({string.Join(", ", modules)}), {rightFile} in the right file; the main member is right for {main}.";
        output.WriteLine(figures);
        Assert.True(asked > 1500 && right > 0.75 * asked && rightFile > 0.9 * asked && right > 2 * main, figures);
    }

    private static string? Locate(
        FaultLocator locator, string[] members, string[] failed, IEnumerable<(string,
            IReadOnlySet<string>)> known, params string[] passed) => locator.Locate(
        members,
        failed.Select(c => (c, Outcome.Failed)).Concat(passed.Select(c => (c, Outcome.Passed)))
            .ToDictionary(c => c.c, c => new CheckBehaviour(c.Item2, null, new Dictionary<string, Fingerprint>())),
        Set(failed),
        null,
        known.Select(k => ((IReadOnlyList<string>)[k.Item1], k.Item2)));

    private static Dictionary<string, IReadOnlyList<string>> Uses(params (string Check, string[] Members)[] uses) =>
        uses.ToDictionary(u => u.Check, u => (IReadOnlyList<string>)u.Members);

    private static HashSet<string> Set(params string[] failures) => [.. failures];
}
