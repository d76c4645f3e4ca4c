using System.Globalization;
using LLMCourse.Reference.Decoding;
using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class RetryTests
{
    private readonly JumpingClock _clock = new();
    private readonly List<string> _log = [];

    [Theory(DisplayName = "M10.E6 Retry-After is a number of seconds, or a date")]
    [InlineData("120", 120.0)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30.0)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0.0)]
    [InlineData("1.5", null)]
    [InlineData(null, null)]
    public void ParseRetryAfter_AnyValue_IsAWaitOrNothing(string? value, double? seconds) =>
        Assert.Equal(seconds, Retry.ParseRetryAfter(value, _clock.GetUtcNow())?.TotalSeconds);

    [Fact(DisplayName = "M10.E6 Only what may pass is tried again")]
    public void MayRetry_Statuses_AreToldApart()
    {
        Assert.All([408, 409, 429, 500, 502, 503, 504, 529], status => Assert.True(Retry.MayRetry(new ApiFailure(status))));
        Assert.All([400, 401, 403, 404, 422, 501, 505], status => Assert.False(Retry.MayRetry(new ApiFailure(status))));
        Assert.True(Retry.MayRetry(new ApiFailure(null)));
        Assert.False(Retry.MayRetry(new OperationCanceledException()));
    }

    [Fact(DisplayName = "M10.E6 Worked by hand: seed 1 draws 0.70, 0.52 and 0.57 of half a second, a second and two")]
    public void Backoff_OfThreeAttempts_DoublesTheBound()
    {
        Xoshiro256 numbers = new(1), random = new(1);
        double[] drawn = [numbers.NextDouble(), numbers.NextDouble(), numbers.NextDouble()];
        int[] bounds = [500, 1000, 2000];
        for (int attempt = 1; attempt <= 3; attempt++)
            Assert.Equal(Math.Floor(drawn[attempt - 1] * bounds[attempt - 1]), Retry.Backoff(new RetryPolicy(1), attempt, random).TotalMilliseconds);
    }

    [Fact(DisplayName = "M10.E6 A call through a storm")]
    public async Task RunAsync_ThreeFailures_Succeeds()
    {
        Task<string> call = Retry.RunAsync(Script(new ApiFailure(503), new ApiFailure(429, "2"), new ApiFailure(null)), new RetryPolicy(1), _clock);
        Assert.Equal("hello", await _clock.RunAsync(call));
        _ = await Verifier.Verify(string.Join('\n', _log));
    }

    [Fact(DisplayName = "M10.E6 A bad request is not tried again")]
    public async Task RunAsync_BadRequest_FailsAtOnce()
    {
        Task<string> call = Retry.RunAsync(Script(new ApiFailure(400)), new RetryPolicy(1), _clock);
        Assert.Equal(400, (await Assert.ThrowsAsync<ApiFailure>(() => _clock.RunAsync(call))).Status);
        _ = Assert.Single(_log);
    }

    [Fact(DisplayName = "M10.E6 An attempt that hears nothing is left behind at its timeout")]
    public async Task RunAsync_NeverAnswered_TimesOut()
    {
        Task<string> call = Retry.RunAsync((_, _) => new TaskCompletionSource<string>().Task, new RetryPolicy(1) { MaxAttempts = 1 }, _clock);
        _ = await Assert.ThrowsAsync<TimeoutException>(() => _clock.RunAsync(call));
        Assert.Equal(TimeSpan.FromMinutes(1), _clock.Now);
    }

    private Func<RetryAttempt, CancellationToken, Task<string>> Script(params Exception[] failures) => (attempt, _) =>
    {
        _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_clock.Now.TotalSeconds:0.000} s: attempt {attempt.Number}"));
        return attempt.Number <= failures.Length ? Task.FromException<string>(failures[attempt.Number - 1]) : Task.FromResult("hello");
    };
}
