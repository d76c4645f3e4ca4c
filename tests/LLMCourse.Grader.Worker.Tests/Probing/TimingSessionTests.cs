using LLMCourse.Checks;
using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class TimingSessionTests(SandboxedWorkers workers) : IClassFixture<SandboxedWorkers>
{
    private static readonly TimingOptions Short = new() { Budget = TimeSpan.FromSeconds(2), Rounds = 3 };

    [Fact]
    public async Task TimeAsync_RightSubmission_MeasuresEverySizeWithEqualResults()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble(""));

        Assert.Equal((ProbeStatus.Completed, null), (report.Status, report.Explanation));
        Assert.Equal([8, 64, 512], report.Rounds.Where(r => r.Round == 0).Select(r => r.Size));
        Assert.All(report.Rounds, r => Assert.True(r is { SubmissionMicroseconds: > 0, ReferenceMicroseconds: > 0 }));
        Assert.All(report.Rounds, r => Assert.Equal(r.ReferenceResult, r.SubmissionResult));
        Assert.All(report.Rounds, r => Assert.IsType<TensorObservation>(r.SubmissionResult));
    }

    [Fact]
    public async Task TimeAsync_SubmissionSleeps_IsSlower()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble("Thread.Sleep(50);"));

        Assert.All(report.Rounds.Where(r => r.Size == 8), r => Assert.True(r.SubmissionMicroseconds > r.ReferenceMicroseconds));
    }

    [Fact]
    public async Task TimeAsync_SubmissionRemembersResults_IsCaughtByTheComparison()
    {
        TimingReport report = await TimeAsync(
            TinyModule.SubmitDouble("if (seen.TryGetValue(x.numel(), out Tensor known)) return known.clone(); seen[x.numel()] = x.mul(2).clone().DetachFromDisposeScope();", "static Dictionary<long, Tensor> seen = [];"));

        Assert.Equal(ProbeStatus.Completed, report.Status);
        Assert.Contains(report.Rounds, r => !r.ReferenceResult!.Equals(r.SubmissionResult));
    }

    [Fact]
    public async Task TimeAsync_SubmissionThrows_ReportsIt()
    {
        TimingReport report =
            await TimeAsync(TinyModule.SubmitDouble("if (x.numel() > 100) throw new InvalidOperationException(\"too large\");"));

        Assert.Equal((ProbeStatus.Threw, "too large"), (report.Status, report.Exception?.Message));
    }

    [Fact]
    public async Task TimeAsync_SubmissionHangs_TimesOut()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble("if (x.numel() > 100) Thread.Sleep(-1);"), seconds: 1);

        Assert.Equal(ProbeStatus.TimedOut, report.Status);
    }

    [Fact]
    public async Task TimeAsync_LongPieces_AreRunOneAtATime()
    {
        // Two of them at once would take longer than the check may.
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble("if (x.numel() > 100000) Thread.Sleep(1200);"), seconds: 2);

        Assert.Equal((ProbeStatus.Completed, null), (report.Status, report.Explanation));
    }

    [Fact]
    public async Task TimeAsync_SubmissionDawdlesWhileItWarmsUp_HasAsManyPiecesAsTheReferenceWants()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble("if (calls++ < 4) Thread.Sleep(400);", "static int calls;"));

        Assert.Equal(ProbeStatus.Completed, report.Status);
        Assert.All(report.Rounds.Where(r => r.Size == 8), r => Assert.InRange(r.Pieces, 8, int.MaxValue));
        Assert.All(report.Rounds, r => Assert.Equal(r.ReferenceResult, r.SubmissionResult));
    }

    [Fact]
    public async Task TimeAsync_MostAnswersAreWrong_IsCaughtByTheComparison()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble("if (calls++ % 4 > 0) return x.alias();", "static int calls;"),
            options: Short with { Rounds = 20 });

        Assert.Equal(ProbeStatus.Completed, report.Status);
        Assert.Contains(report.Rounds, r => !r.ReferenceResult!.Equals(r.SubmissionResult));
    }

    [Fact]
    public async Task TimeAsync_LargeResults_EndsEarlyAndHasComparedEveryOne()
    {
        const int Rounds = 20;
        TimingReport report =
            await TimeAsync(TinyModule.SubmitDouble(""), options: Short with { Budget = TimeSpan.FromMinutes(5), Rounds = Rounds });

        Assert.InRange(report.Rounds.Count, 3, (3 * Rounds) - 1);
        Assert.All(report.Rounds, r => Assert.NotNull(r.SubmissionResult));
        Assert.All(report.Rounds, r => Assert.Equal(r.ReferenceResult, r.SubmissionResult));
    }

    [Fact]
    public async Task TimeAsync_LargeInputs_AreAsManyAsFit()
    {
        TimingReport report = await TimeAsync(TinyModule.SubmitDouble(""),
            options: Short with { Rounds = 5, Budget = TimeSpan.FromMinutes(10) }, id: "M90.E1.large-inputs");

        Assert.Equal((ProbeStatus.Completed, null), (report.Status, report.Explanation));
        Assert.Equal(15, report.Rounds.Count);
    }

    private async Task<TimingReport> TimeAsync(Compiled submission, double seconds = 20, TimingOptions? options = null,
        string id = "M90.E1.speed")
    {
        await using ProbeSession tested = workers.Open(submission);
        await using ProbeSession trusted = workers.Open(TinyModule.SubmitDouble(""));
        return await new TimingSession(workers.Pool, tested, trusted).TimeAsync(new NamedSpeedCheck(id, seconds), options ?? Short);
    }

    private sealed class NamedSpeedCheck : PerformanceCheck
    {
        public NamedSpeedCheck(string id, double seconds)
            : base(id, "") => TimeLimit = TimeSpan.FromSeconds(seconds);

        public override string SizeName => "N";

        public override IReadOnlyList<int> Sizes => [8, 64, 512];

        public override int ComparedSize => 64;

        public override double MaximumRatio => 2;

        public override double MaximumExponent => 2;

        public override Func<TorchSharp.torch.Tensor> Prepare(Probe probe, int size, Implementation implementation) =>
            throw new NotSupportedException("It runs in the worker.");
    }
}
