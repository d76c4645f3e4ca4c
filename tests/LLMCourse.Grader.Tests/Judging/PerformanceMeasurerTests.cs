using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;
using static TorchSharp.torch;

namespace LLMCourse.Grader.Tests.Judging;

public class PerformanceMeasurerTests
{
    [Fact]
    public void Judge_AsFastAsTheReference_Passes()
    {
        PerformanceOutcome outcome = PerformanceMeasurer.Judge(new Speed(), Report(size => size * size, size => size * size));

        Assert.Equal(Outcome.Passed, outcome.Result.Outcome);
        Assert.Equal(1, outcome.Measured!.Ratio);
        Assert.Equal(2, outcome.Measured.Exponent, 2);
    }

    [Fact]
    public void Judge_TenTimesSlower_FailsAndSaysHowMuch()
    {
        PerformanceOutcome outcome = PerformanceMeasurer.Judge(new Speed(), Report(size => 10 * size * size, size => size * size));

        Assert.Equal(Outcome.Failed, outcome.Result.Outcome);
        Assert.Contains("takes 10.0 times as long", outcome.Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_CubicGrowth_FailsEvenWhereItIsStillFast()
    {
        PerformanceOutcome outcome =
            PerformanceMeasurer.Judge(new Speed(), Report(size => 0.001 * size * size * size, size => size * size));

        Assert.Equal(Outcome.Failed, outcome.Result.Outcome);
        Assert.Contains("to the power of 3.0", outcome.Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_RoundsThatTheMachineDisturbed_DoNotCountAsGrowth()
    {
        // Three of five rounds at the largest size took ten times as long: the medians say that time grows with the cube and more.
        TimingReport quiet = Report(size => size * size, size => size * size);
        TimingReport disturbed = quiet with
        {
            Rounds = [.. quiet.Rounds.Select((r, i) => r.Size == 256 && i / 3 < 3
                ? r with { SubmissionMicroseconds = r.SubmissionMicroseconds * 10 }
                : r)],
        };

        PerformanceOutcome outcome = PerformanceMeasurer.Judge(new Speed(), disturbed);

        Assert.True(outcome.Measured!.Exponent > new Speed().MaximumExponent);
        Assert.Equal(Outcome.Passed, outcome.Result.Outcome);
    }

    [Theory]
    [InlineData(10, 1, 2, Outcome.Passed)] // a disturbed minute
    [InlineData(10, 10, 2, Outcome.Failed)]
    [InlineData(1, 10, 1, Outcome.Passed)]
    public async Task JudgeAsync_TooSlowOnce_IsTimedAgain(int first, int second, int times, Outcome expected)
    {
        Queue<int> factors = new([first, second]);

        PerformanceOutcome outcome = await PerformanceMeasurer.JudgeAsync(new Speed(), () =>
        {
            int factor = factors.Dequeue();
            return Task.FromResult(Report(size => factor * size * size, size => size * size));
        });

        Assert.Equal((expected, 2 - times), (outcome.Result.Outcome, factors.Count));
    }

    [Fact]
    public async Task JudgeAsync_WrongResult_IsNotTimedAgain()
    {
        TimingReport report = Report(_ => 1, size => size * size);
        int times = 0;

        PerformanceOutcome outcome = await PerformanceMeasurer.JudgeAsync(new Speed(), () =>
        {
            times++;
            return Task.FromResult(
                report with { Rounds = [.. report.Rounds.Select(r => r with { SubmissionResult = new NumberObservation("result", 2) })] });
        });

        Assert.Equal((Outcome.Failed, 1), (outcome.Result.Outcome, times));
    }

    [Fact]
    public void Judge_WrongResultsOnNewInputs_FailHoweverFast()
    {
        TimingReport report = Report(_ => 1, size => size * size);
        TimingReport wrong =
            report with { Rounds = [.. report.Rounds.Select(r => r with { SubmissionResult = new NumberObservation("result", 2) })] };

        PerformanceOutcome outcome = PerformanceMeasurer.Judge(new Speed(), wrong);

        Assert.Equal(Outcome.Failed, outcome.Result.Outcome);
        Assert.Null(outcome.Measured);
    }

    [Fact]
    public void Judge_AHang_IsATimeout() =>
        Assert.Equal(Outcome.TimedOut, PerformanceMeasurer.Judge(new Speed(), new TimingReport(ProbeStatus.TimedOut, [])).Result.Outcome);

    private static TimingReport Report(Func<double, double> submission, Func<double, double> reference) => new(
        ProbeStatus.Completed,
        [.. Enumerable.Range(0,
            5).SelectMany(round => new[] { 64, 128, 256 }.Select(size => new TimingRound(round, size, submission(size), reference(size))
        {
            SubmissionResult = new NumberObservation("result", 1),
            ReferenceResult = new NumberObservation("result", 1),
        }))]);

    private sealed class Speed() : PerformanceCheck("M02.E2.speed", "keeps up")
    {
        public override string SizeName => "S";

        public override IReadOnlyList<int> Sizes => [64, 128, 256];

        public override int ComparedSize => 256;

        public override double MaximumRatio => 3;

        public override double MaximumExponent => 2.5;

        public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation) =>
            throw new NotSupportedException("nothing is run here");
    }
}
