using LLMCourse.Authoring.Recording;
using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Recording;

public sealed class UnchangedTests
{
    private static readonly Check Loose = new OneTensor(Tolerance.Layer), Exact = new OneTensor(Tolerance.Exact);

    [Fact]
    public void Keep_LastDigitsDiffer_KeepsWhatStandsInTheFile()
    {
        Observation recorded = Row("x", 1, 2), noisy = Row("x", 1.0000005, 2), other = Row("y", 3);

        Assert.Equal([recorded, other], Unchanged.Keep(Loose, [recorded], [noisy, other]));
    }

    [Theory]
    [InlineData(1.000015)] // within the tolerance of a submission, but more than half of it
    [InlineData(1.1)]
    public void Keep_MoreThanRounding_TakesTheNewNumbers(double value) =>
        Assert.Equal([Row("x", value)], Unchanged.Keep(Loose, [Row("x", 1)], [Row("x", value)]));

    [Fact]
    public void Keep_ExactCheck_TakesEveryChange() =>
        Assert.Equal([Row("x", 1.0000005)], Unchanged.Keep(Exact, [Row("x", 1)], [Row("x", 1.0000005)]));

    [Fact]
    public void Keep_JudgeThatComparesMoreExactlyThanItsTolerance_TakesTheNewNumbers() =>
        Assert.Equal([Row("x", 1.0000005)], Unchanged.Keep(new BitForBit(), [Row("x", 1)], [Row("x", 1.0000005)]));

    [Fact]
    public void Keep_OtherShapeOrNothingRecorded_TakesTheNewNumbers()
    {
        Assert.Equal([Row("x", 1, 1)], Unchanged.Keep(Loose, [Row("x", 1)], [Row("x", 1, 1)]));
        Assert.Equal([Row("x", 1)], Unchanged.Keep(Loose, null, [Row("x", 1)]));
    }

    [Fact]
    public void Keep_LeakThatIsMended_TakesTheNewNumber()
    {
        NumberObservation leak = new("x", 4), mended = new("x", 0) { IsLeak = true };

        Assert.Equal([mended], Unchanged.Keep(Loose, [leak], [mended]));
        Assert.True(Unchanged.IsSame(Loose, [mended], [mended]));
    }

    [Fact]
    public void Keep_MistakesFingerprint_KeepsRoundingAlone()
    {
        CheckBehaviour recorded = Behaviour(0.5, 7), observed = Behaviour(0.50001, 7.5);

        CheckBehaviour kept = Unchanged.Keep(recorded, observed);

        Assert.Equal([0.5, 7.5], [kept.Observed["a"].Numbers[0], kept.Observed["b"].Numbers[0]]);
        Assert.Same(observed, Unchanged.Keep(null, observed));
    }

    [Fact]
    public void IsSame_AnotherOrderOrValue_IsNot()
    {
        Assert.True(Unchanged.IsSame(Loose, [Row("x", 1)], [Row("x", 1.0000005)]));
        Assert.False(Unchanged.IsSame(Loose, [Row("x", 1), Row("y", 1)], [Row("y", 1), Row("x", 1)]));
        Assert.False(Unchanged.IsSame(Loose, [Row("x", 1)], [Row("x", 2)]));
        Assert.False(Unchanged.IsSame(Loose, [Row("x", 1)], []));
    }

    private static CheckBehaviour Behaviour(double a, double b) =>
        new(Outcome.Failed, null, new Dictionary<string, Fingerprint> { ["a"] = new("number", [a]), ["b"] = new("number", [b]) });

    private static TensorObservation Row(string name, params double[] values) => new(name, ElementType.Float64, [values.Length], values);

    private sealed class OneTensor : Check
    {
        public OneTensor(Tolerance tolerance)
            : base("M90.E1.one", "observes a tensor") => Tolerance = tolerance;

        public override void Probe(Probe probe) => throw new NotSupportedException();
    }

    private sealed class BitForBit() : Check("M90.E1.bits", "observes a tensor bit for bit")
    {
        public override void Probe(Probe probe) => throw new NotSupportedException();

        public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
    }
}
