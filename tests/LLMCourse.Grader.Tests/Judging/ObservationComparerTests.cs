using System.Globalization;
using LLMCourse.Checks;

namespace LLMCourse.Grader.Tests.Judging;

public class ObservationComparerTests
{
    private static TensorObservation Tensor(params double[] values) => new("output", ElementType.Float32, [values.Length], values);

    [Fact]
    public void Tensors_WithinTolerance_Pass() =>
        Assert.True(ObservationComparer.Tensors(Tensor(1, 100), Tensor(1.000005, 100.0005), Tolerance.Layer).Passed);

    [Fact]
    public void Tensors_JustBeyondTolerance_Fail() =>
        Assert.False(ObservationComparer.Tensors(Tensor(1), Tensor(1.00003), Tolerance.Layer).Passed);

    [Fact]
    public void Tensors_OfAnotherShape_SaySoBeforeAnythingElse()
    {
        Verdict verdict = ObservationComparer.Tensors(Tensor(1, 2), new("output", ElementType.Int64, [2, 1], [7, 7]), Tolerance.Layer);

        Assert.Equal("`output` has the wrong shape.", verdict.Message);
        Assert.Equal("Expected float32 [2], got int64 [2, 1].", verdict.Detail);
    }

    [Fact]
    public void Tensors_OfAnotherType_SaySoBeforeTheValues() =>
        Assert.Equal("`output` has the wrong element type: float64, not float32.",
            ObservationComparer.Tensors(Tensor(1), new("output", ElementType.Float64, [1], [9]), Tolerance.Layer).Message);

    [Fact]
    public void Tensors_WithNaN_NameIt()
    {
        Verdict verdict = ObservationComparer.Tensors(Tensor(1, 2, 3), Tensor(1, double.NaN, 9), Tolerance.Layer);

        Assert.Equal("`output` has 1 NaN where a number belongs.", verdict.Message);
        Assert.NotNull(verdict.Hint);
    }

    [Fact]
    public void Tensors_Wrong_NameTheWorstElementWithoutGivingNumbersAwayInTheMessage()
    {
        Verdict verdict = ObservationComparer.Tensors(
            new("scores", ElementType.Float32, [2, 2], [0.5, 1, 2, 3]), new("scores", ElementType.Float32, [2, 2], [0.5, 1.1, 2, 7]),
            Tolerance.Layer);

        Assert.Equal("`scores` is wrong: 2 of 4 elements differ by more than the tolerance.", verdict.Message);
        Assert.StartsWith("At [1, 1]: expected 3, got 7. 2 of 4 differ.", verdict.Detail, StringComparison.Ordinal);
    }

    // What differs has to look different; a count is told without what a sum of floats may lose.
    [Theory]
    [InlineData(4, 5, "Expected 4, got 5.")]
    [InlineData(12000000, 12000150, "Expected 12000000, got 12000150.")]
    [InlineData(4.5, 5, "Expected 4.5, got 5; tolerance 1e-5 + 1e-5·|expected| ({0}).")]
    [InlineData(1.0000001, 1.00004, "Expected 1, got 1.00004; tolerance 1e-5 + 1e-5·|expected| ({0}).")]
    [InlineData(1e300, 2e300, "Expected 1E+300, got 2E+300; tolerance 1e-5 + 1e-5·|expected| ({0}).")]
    [InlineData(3, double.NaN, "Expected 3, got nan; tolerance 1e-5 + 1e-5·|expected| ({0}).")]
    public void Compare_NumbersThatDiffer_AreToldApart(double expected, double got, string detail) =>
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, detail, Tolerance.Layer.Reason),
            ObservationComparer.Compare(new NumberObservation("n", expected), new NumberObservation("n", got), Tolerance.Layer).Detail);

    [Theory]
    [InlineData(0.1, 0.10000000000000002, "At [0]: expected 0.1, got 0.10000000000000002.")]
    [InlineData(1.2345678, 1.2345679, "At [0]: expected 1.2345678, got 1.2345679.")]
    [InlineData(1234567, 1234568, "At [0]: expected 1234567, got 1234568.")]
    public void Tensors_ThatDifferInTheLastDigit_AreToldApart(double expected, double got, string detail) =>
        Assert.StartsWith(detail, ObservationComparer.Tensors(Tensor(expected), Tensor(got), Tolerance.Exact).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 0, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, 1e308, false)]
    [InlineData(1e308, double.PositiveInfinity, false)]
    [InlineData(0.0, -0.0, true)]
    public void Allows_SpecialNumbers_OnlyThemselves(double expected, double got, bool allowed) =>
        Assert.Equal(allowed, new Tolerance(1e300, 1, "as wide as can be").Allows(expected, got));

    [Fact]
    public void Compare_NullForATensor_SaysSo() =>
        Assert.Equal("`output` is null.",
            ObservationComparer.Compare(Tensor(1), new TextObservation("output", null), Tolerance.Layer).Message);

    [Fact]
    public void Compare_AnotherKind_SaysWhich() =>
        Assert.Equal("`output` is not a tensor but a number.",
            ObservationComparer.Compare(Tensor(1), new NumberObservation("output", 1), Tolerance.Layer).Message);

    [Fact]
    public void Compare_ARefusalThatDidNotCome_SaysWhatWasWanted()
    {
        var expected = new ThrowObservation("10 wide with 3 heads", "System.ArgumentException", "System.ArgumentException", true, null);

        Verdict verdict = ObservationComparer.Compare(expected, expected with { Thrown = null, Satisfied = false }, Tolerance.Exact);

        Assert.Equal("`10 wide with 3 heads`: a bad argument has to be refused with ArgumentException; nothing was thrown.",
            verdict.Message);
    }

    // Issue 11: valid arguments that throw an exception of another type had been taken for accepted.
    [Theory]
    [InlineData("System.ArgumentException", true, false)]
    [InlineData("System.IndexOutOfRangeException", false, false)]
    [InlineData(null, false, true)]
    public void Compare_GoodArguments_AreAcceptedWhereNothingIsThrown(string? thrown, bool satisfied, bool passes)
    {
        var expected = new ThrowObservation("10 wide with 5 heads", "System.ArgumentException", null, false, null);

        Assert.Equal(passes,
            ObservationComparer.Compare(expected, expected with { Thrown = thrown, Satisfied = satisfied }, Tolerance.Exact).Passed);
    }

    [Fact]
    public void EqualsExpected_WithoutRecordedExpectation_IsTheCoursesFault() =>
        Assert.Throws<InvalidOperationException>(() => new Evidence([Tensor(1)], []).EqualsExpected(Tolerance.Exact));

    [Fact]
    public void EqualsExpected_WithAnObservationMissing_Fails() =>
        Assert.False(new Evidence([], [Tensor(1)]).EqualsExpected(Tolerance.Exact).Passed);
}
