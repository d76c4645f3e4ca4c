using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Judging;

public class MistakeMatcherTests
{
    private static readonly CheckRandom Random = new(7);

    private static CheckBehaviour Passed => CheckBehaviour.From(Outcome.Passed, null, []);

    [Fact]
    public void Match_TheSameNumbersUpToRounding_Recognises()
    {
        double[] values = Draw(20);
        RecordedMistake mistake = Record("M02.E2.no-scale", ("a", Failed(values)), ("b", Passed));

        IReadOnlyList<Mistake> found =
            MistakeMatcher.Match(Behaviour(("a", Failed([.. values.Select(v => v * (1 + 1e-6))])), ("b", Passed)), [mistake]);

        Assert.Equal("M02.E2.no-scale", Assert.Single(found).Id);
    }

    [Fact]
    public void Match_OtherNumbers_DoesNot()
    {
        RecordedMistake mistake = Record("M02.E2.no-scale", ("a", Failed(Draw(20))), ("b", Passed));

        Assert.Empty(MistakeMatcher.Match(Behaviour(("a", Failed(Draw(20))), ("b", Passed)), [mistake]));
    }

    [Fact]
    public void Match_TheSameNumbersInAnotherOrder_DoesNot()
    {
        double[] values = Draw(20);
        RecordedMistake mistake = Record("M02.E2.no-scale", ("a", Failed(values)), ("b", Passed));

        Assert.Empty(MistakeMatcher.Match(Behaviour(("a", Failed([.. values.Reverse()])), ("b", Passed)), [mistake]));
    }

    [Fact]
    public void Match_WithASecondFaultBeside_NeedsTwoChecksThatAgree()
    {
        double[] a = Draw(20), b = Draw(20), c = Draw(20);
        RecordedMistake two = Record("M02.E2.two", ("a", Failed(a)), ("b", Failed(b)), ("c", Passed));
        RecordedMistake one = Record("M02.E2.one", ("a", Failed(a)), ("b", Passed), ("c", Passed));

        IReadOnlyList<Mistake> found = MistakeMatcher.Match(Behaviour(("a", Failed(a)), ("b", Failed(b)), ("c", Failed(c))), [two, one]);

        Assert.Equal("M02.E2.two", Assert.Single(found).Id);
    }

    [Fact]
    public void Match_AnExceptionWithASecondFaultBeside_Recognises()
    {
        double[] a = Draw(20), other = Draw(20);
        CheckBehaviour index = Threw("System.IndexOutOfRangeException"), argument = Threw("System.ArgumentException");
        RecordedMistake throws = Record("M02.E2.throws", ("a", index), ("b", index), ("c", Passed));
        RecordedMistake half = Record("M02.E2.half", ("a", Failed(a)), ("b", argument), ("c", Passed));

        Assert.Equal(["M02.E2.throws"], Ids(Behaviour(("a", index), ("b", index), ("c", Failed(other))), throws, half));
        Assert.Equal(["M02.E2.half"], Ids(Behaviour(("a", Failed(a)), ("b", argument), ("c", argument)), throws, half));
        Assert.Empty(Ids(Behaviour(("a", index), ("b", argument), ("c", Failed(other))), throws, half));
    }

    [Fact]
    public void Match_WithASecondFaultBeside_EveryFailureOfTheMistakeIsThere()
    {
        double[] a = Draw(20), b = Draw(20), other = Draw(20);
        RecordedMistake mistake =
            Record("M02.E2.some", ("a", Failed(a)), ("b", Failed(b)), ("c", Threw("System.ArgumentException")), ("d", Passed));
        Assert.Empty(Ids(Behaviour(("a", Failed(a)), ("b", Failed(b)), ("c", Passed), ("d", Failed(other))), mistake));
    }

    [Fact]
    public void Match_OneExceptionOrTwoHangsWithASecondFaultBeside_DoesNot()
    {
        CheckBehaviour hangs = CheckBehaviour.From(Outcome.TimedOut, null, []), argument = Threw("System.ArgumentException");
        Assert.Empty(Ids(Behaviour(("a", argument), ("b", Failed(Draw(20)))), Record("M02.E2.once", ("a", argument), ("b", Passed))));
        Assert.Empty(
            Ids(Behaviour(("a", hangs), ("b", hangs), ("c", argument)), Record("M02.E2.hangs", ("a", hangs), ("b", hangs), ("c", Passed))));
    }

    [Fact]
    public void Match_NothingFailed_IsNothing()
    {
        RecordedMistake mistake = Record("M02.E2.harmless", ("a", Passed));

        Assert.Empty(MistakeMatcher.Match(Behaviour(("a", Passed)), [mistake]));
    }

    [Fact]
    public void Match_AnotherException_DoesNot()
    {
        RecordedMistake mistake = Record("M02.E2.throws", ("a", CheckBehaviour.From(Outcome.Threw, "System.IndexOutOfRangeException", [])));

        Assert.Empty(
            MistakeMatcher.Match(Behaviour(("a", CheckBehaviour.From(Outcome.Threw, "System.NullReferenceException", []))), [mistake]));
        Assert.Single(
            MistakeMatcher.Match(Behaviour(("a", CheckBehaviour.From(Outcome.Threw, "System.IndexOutOfRangeException", []))), [mistake]));
    }

    [Fact]
    public void Fingerprint_OfScaledTensor_IsFarFromTheOriginal()
    {
        double[] values = Draw(50);

        Assert.False(Of(values).IsClose(Of([.. values.Select(v => v * 1.01)])));
        Assert.True(Of(values).IsClose(Of([.. values.Select(v => v + 1e-7)])));
    }

    [Fact]
    public void Fingerprint_CountsNaNAndInfinities() =>
        Assert.NotEqual(Of([1, double.NaN]).Kind, Of([1, double.PositiveInfinity]).Kind);

    private static Fingerprint Of(double[] values) =>
        Fingerprint.Of(new TensorObservation("x", ElementType.Float32, [values.Length], values));

    private static double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Random.NextNormal())];

    private static IEnumerable<string> Ids(IReadOnlyDictionary<string, CheckBehaviour> submission, params RecordedMistake[] mistakes) =>
        MistakeMatcher.Match(submission, mistakes).Select(m => m.Id);

    private static CheckBehaviour Threw(string fault) => CheckBehaviour.From(Outcome.Threw, fault, []);

    private static CheckBehaviour Failed(double[] values) =>
        CheckBehaviour.From(Outcome.Failed, null, [new TensorObservation("output", ElementType.Float32, [values.Length], values)]);

    private static Dictionary<string, CheckBehaviour> Behaviour(params (string Check, CheckBehaviour Behaviour)[] checks) =>
        checks.ToDictionary(c => c.Check, c => c.Behaviour);

    private static RecordedMistake Record(string id, params (string Check, CheckBehaviour Behaviour)[] checks) => new(
        new Mistake { Id = id, Exercise = ExerciseId.Parse("M02.E2"), File = "Attention.cs", Find = "x", Replace = "y", Says = "You did." },
        Behaviour(checks));
}
