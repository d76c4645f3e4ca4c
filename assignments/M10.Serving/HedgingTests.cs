namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class HedgingTests
{
    private readonly JumpingClock _clock = new();

    [Fact(DisplayName = "M10.E6 A slow request is overtaken by the second, and cancelled")]
    public async Task RunAsync_SlowFirst_SecondWins()
    {
        CancellationToken slow = default;
        Task<string> call = Hedging.RunAsync(
            token =>
            {
                slow = token;
                return AfterAsync(10, "first", token);
            },
            token => AfterAsync(1, "second", token), TimeSpan.FromSeconds(2), _clock);
        Assert.Equal("second", await _clock.RunAsync(call));
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.Now);
        Assert.True(slow.IsCancellationRequested);
    }

    [Fact(DisplayName = "M10.E6 A quick request is alone")]
    public async Task RunAsync_QuickFirst_SecondIsNotAsked()
    {
        Task<string> call = Hedging.RunAsync(token => AfterAsync(1, "first", token), _ => throw new InvalidOperationException("asked"), TimeSpan.FromSeconds(2), _clock);
        Assert.Equal("first", await _clock.RunAsync(call));
    }

    private async Task<string> AfterAsync(double seconds, string text, CancellationToken token)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), _clock, token);
        return text;
    }
}
