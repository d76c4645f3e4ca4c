namespace LLMCourse.M10;

/// <summary>The histograms of a server, with names and bounds of OpenTelemetry's semantic conventions for generative AI.</summary>
public sealed class ServingMetrics
{
    private static readonly double[] TokenBounds = [.. Enumerable.Range(0, 14).Select(power => (double)(1L << (2 * power)))];

    /// <summary>Gets <c>gen_ai.server.time_to_first_token</c>, in seconds.</summary>
    public LatencyHistogram TimeToFirstToken { get; } =
        new([0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]);

    /// <summary>Gets <c>gen_ai.server.time_per_output_token</c>, in seconds.</summary>
    public LatencyHistogram TimePerOutputToken { get; } =
        new([0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5]);

    /// <summary>Gets <c>gen_ai.client.token.usage</c> with <c>gen_ai.token.type</c> = input.</summary>
    public LatencyHistogram InputTokens { get; } = new(TokenBounds);

    /// <summary>Gets <c>gen_ai.client.token.usage</c> with <c>gen_ai.token.type</c> = output.</summary>
    public LatencyHistogram OutputTokens { get; } = new(TokenBounds);
}
