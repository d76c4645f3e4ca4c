namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class CircuitBreakerTests
{
    private readonly JumpingClock _clock = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(new BreakerOptions(2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), _clock);

    [Fact(DisplayName = "M10.E6 Two failures open a breaker, a break makes it half-open, an answer closes it")]
    public async Task RunAsync_FailuresThenAnswer_OpensAndCloses()
    {
        await FailAsync();
        await FailAsync();
        Assert.Equal(BreakerState.Open, _breaker.State);
        _clock.Advance(TimeSpan.FromSeconds(3));
        BreakerOpenException refused = await Assert.ThrowsAsync<BreakerOpenException>(() => _breaker.RunAsync(_ => Task.FromResult(1)));
        Assert.Equal(TimeSpan.FromSeconds(2), refused.RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.Equal(1, await _breaker.RunAsync(_ => Task.FromResult(1)));
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact(DisplayName = "M10.E6 A half-open breaker lets one request through at a time")]
    public async Task RunAsync_HalfOpen_LetsOneThrough()
    {
        await FailAsync();
        await FailAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        TaskCompletionSource<int> answer = new();
        Task<int> probe = _breaker.RunAsync(_ => answer.Task);
        _ = await Assert.ThrowsAsync<BreakerOpenException>(() => _breaker.RunAsync(_ => Task.FromResult(2)));
        answer.SetResult(1);
        Assert.Equal(1, await probe);
    }

    [Fact(DisplayName = "M10.E6 Too many requests of mine are no fault of the server")]
    public async Task RunAsync_TooManyRequests_StaysClosed()
    {
        for (int i = 0; i < 9; i++) _ = await Assert.ThrowsAsync<ApiFailure>(() => _breaker.RunAsync(_ => Task.FromException<int>(new ApiFailure(429))));
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    private async Task FailAsync() => await Assert.ThrowsAsync<ApiFailure>(() => _breaker.RunAsync(_ => Task.FromException<int>(new ApiFailure(503))));
}
