using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E2")]
public sealed class TokenBucketTests
{
    [Fact(DisplayName = "M10.E2 Worked by hand: 60 a minute, 2 at once")]
    public void TryTake_AtTheBoundary_AdmitsExactly()
    {
        Clock clock = new();
        TokenBucket bucket = new(60, 2, clock);

        // Full: 2. Take one, 1 is left, and the one that is missing is back in a second.
        Assert.Equal(new RateDecision(true, 2, 1, TimeSpan.Zero, TimeSpan.FromSeconds(1)), bucket.TryTake(1));
        Assert.Equal(new RateDecision(true, 2, 0, TimeSpan.Zero, TimeSpan.FromSeconds(2)), bucket.TryTake(1));
        Assert.Equal(new RateDecision(false, 2, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), bucket.TryTake(1));

        // One tick before the second is over there is not enough, at the second there is.
        clock.Now += TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1);
        Assert.Equal(TimeSpan.FromTicks(1), bucket.TryTake(1).RetryAfter);
        clock.Now += TimeSpan.FromTicks(1);
        Assert.True(bucket.TryTake(1).IsAdmitted);
    }

    [Fact(DisplayName = "M10.E2 What is more than the bucket ever holds need not be tried again")]
    public void TryTake_MoreThanTheBurst_IsNever() => Assert.Equal(TimeSpan.MaxValue, new TokenBucket(60, 2, new Clock()).TryTake(3).RetryAfter);

    [Fact(DisplayName = "M10.E2 A clock that goes back gives nothing and takes nothing")]
    public void TryTake_ClockGoesBack_StaysAsItWas()
    {
        Clock clock = new() { Now = TimeSpan.FromSeconds(10) };
        TokenBucket bucket = new(60, 5, clock);
        _ = bucket.TryTake(5);
        clock.Now -= TimeSpan.FromSeconds(3);
        Assert.Equal(0, bucket.Ask(1).Remaining);
        clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(0, bucket.Ask(1).Remaining);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(1, bucket.Ask(1).Remaining);
    }

    [Fact(DisplayName = "M10.E2 64 callers at once get what there is, each unit once")]
    public void TryTake_ManyCallers_EachGetsAnotherUnit()
    {
        TokenBucket bucket = new(1, 1000, new Clock());
        RateDecision[] decisions = new RateDecision[6400];
        Parallel.For(0, 64, caller =>
        {
            for (int i = 0; i < 100; i++) decisions[(caller * 100) + i] = bucket.TryTake(1);
        });
        Assert.Equal(Enumerable.Range(0, 1000).Select(left => (long)left), decisions.Where(decision => decision.IsAdmitted).Select(decision => decision.Remaining).Order());
    }

    [Fact(DisplayName = "M10.E2 A request without tokens is refused and keeps its request")]
    public void TryAcquire_TooFewTokens_TakesNothing()
    {
        Clock clock = new();
        RateLimiter limiter = new(new RateLimits(60, 6000, 3, 1000), clock, 10);
        Assert.True(limiter.TryAcquire("ada", 900).IsAdmitted);

        // 6000 a minute are 100 a second: the 400 that are missing take four.
        RateAnswer refused = limiter.TryAcquire("ada", 500);
        Assert.Equal((false, 2L, 100L, TimeSpan.FromSeconds(4)), (refused.IsAdmitted, refused.Requests.Remaining, refused.Tokens.Remaining, refused.RetryAfter));

        // The first reply was short: of the 900 tokens 300 were used, and 600 come back.
        limiter.Settle("ada", 900, 300);
        Assert.Equal((true, 1L, 200L), limiter.TryAcquire("ada", 500) is var answer ? (answer.IsAdmitted, answer.Requests.Remaining, answer.Tokens.Remaining) : default);
        Assert.True(limiter.TryAcquire("bob", 1000).IsAdmitted);
    }

    [Theory(DisplayName = "M10.E2 Times as OpenAI writes them")]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(200_000, "20ms")]
    [InlineData(10_000_000, "1s")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(864_000_000, "1m26.4s")]
    [InlineData(3_600_000_000, "6m0s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    public void Duration_Ticks_Reads(long ticks, string text) => Assert.Equal(text, RateLimitHeaders.Duration(TimeSpan.FromTicks(ticks)));

    [Fact(DisplayName = "M10.E2 The headers of three answers in a row")]
    public Task For_ThreeAnswers_Reads()
    {
        RateLimiter limiter = new(new RateLimits(60, 6000, 3, 1000), new Clock(), 10);
        long[] requests = [900, 500, 1001];
        return Verifier.Verify(string.Join("\n\n", requests.Select(tokens =>
            $"{tokens} tokens\n{string.Join('\n', RateLimitHeaders.For(limiter.TryAcquire("ada", tokens)).Select(header => $"{header.Key}: {header.Value}"))}")));
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
