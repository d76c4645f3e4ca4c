using System.Globalization;
using System.Text;
using VerifyXunit;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E5")]
public sealed class ModerationServiceTests
{
    [Theory(DisplayName = "M11.E5 Worked by hand: thresholds of five harmless texts")]
    [InlineData(0, 0.9)]        // nothing may be above it
    [InlineData(0.2, 0.5)]      // 0.9 may: one of five
    [InlineData(0.59, 0.5)]     // two of five would be 0.4, but 0.5 is there twice: a threshold below it flags three
    [InlineData(0.6, 0.1)]
    [InlineData(1, double.NegativeInfinity)]
    public void At_FiveScores_IsTheSmallest(double rate, double threshold) => Assert.Equal(threshold, ModerationThresholds.At([0.5, 0.1, 0.9, 0.5, 0.1], rate));

    [Fact(DisplayName = "M11.E5 What cannot be scored is looked at by a person")]
    public void Moderate_ScorerThatThrows_Reviews()
    {
        ModerationService service = new([new("broken", _ => throw new TimeoutException(), 0.5, 0.9), new("length", texts => [.. texts.Select(text => text.Length / 10.0)], 0.3, 0.6)]);
        IReadOnlyList<ModerationDecision> decisions = service.Moderate(["abc", "abcdefg"]);
        Assert.Equal([ModerationAction.Review, ModerationAction.Block], decisions.Select(decision => decision.Action));
        Assert.Equal([new("length", ModerationAction.Block, 0.7), new("broken", ModerationAction.Review, null)], decisions[1].Reasons);
    }

    [Fact(DisplayName = "M11.E5 A reviewer who vanishes loses the appeal, and the next one gets it")]
    public void Claim_LeaseHasEnded_GoesToTheNext()
    {
        TestClock clock = new();
        AppealQueue queue = new(clock, sla: TimeSpan.FromMinutes(30), lease: TimeSpan.FromMinutes(10));
        queue.Submit(new Appeal("a", "spam", 1));
        queue.Submit(new Appeal("b", "threat", 2));
        Assert.Equal("b", queue.Claim("Kim")?.Id);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("b", queue.Claim("Lee")?.Id);
        Assert.False(queue.Resolve("b", "Kim", isOverturned: true));
        Assert.True(queue.Resolve("b", "Lee", isOverturned: false));
        clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal(["a"], queue.Breaches().Select(appeal => appeal.Id));
        Assert.Equal([new OverturnRate("threat", 0, 1)], queue.Overturned());
    }

    [Fact(DisplayName = "M11.E5 Worked by hand: the index of two bins, and the greatest difference")]
    public void Drift_SmallSamples_AreAsOnPaper()
    {
        // The median of the reference is 2: half of it is in the first bin; of the others a quarter.
        Assert.Equal((-0.25 * Math.Log(0.5)) + (0.25 * Math.Log(1.5)), Drift.Psi([1, 2, 3, 4], [2, 3, 3, 9], bins: 2), 12);

        // F and G after 1: 1/2, 0; after 2: 1/2, 1/3; after 3: 1, 2/3.
        Assert.Equal(0.5, Drift.KolmogorovSmirnov([3, 1], [2, 4, 3]).Statistic, 12);
        Assert.Equal(new KolmogorovSmirnovResult(0, 1), Drift.KolmogorovSmirnov([1, 2, 2], [2, 1, 2]));
    }

    [Fact(DisplayName = "M11.E5 Golden: a stream that shifts in its third window")]
    public async Task Add_ShiftedStream_Reports()
    {
        double[] reference = [.. Enumerable.Range(0, 500).Select(i => i * 0.618033988749895 % 1)];
        DriftDetector detector = new(reference, new() { Window = 100 });
        StringBuilder text = new();
        for (int i = 0; i < 400; i++)
        {
            double score = i * 0.4142135623730951 % 1;
            if (detector.Add(i < 200 ? score : Math.Sqrt(score)) is { } report)
                _ = text.AppendLine(CultureInfo.InvariantCulture, $"window {report.Window}: psi {report.Psi:F4}, D {report.KolmogorovSmirnov.Statistic:F4}, p {report.KolmogorovSmirnov.PValue:F6}, drift {report.IsDrift}");
        }

        _ = await Verifier.Verify(text.ToString());
    }

    private sealed class TestClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
