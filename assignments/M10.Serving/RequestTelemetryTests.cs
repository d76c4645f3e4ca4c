using System.Diagnostics;
using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E7")]
public sealed class RequestTelemetryTests
{
    [Fact(DisplayName = "M10.E7 Worked by hand: a value on a bound belongs to its bucket")]
    public void Record_OnBound_CountsBelow()
    {
        LatencyHistogram histogram = new([0.1, 1]);
        foreach (double value in new[] { 0.05, 0.1, 0.5, 2 })
            histogram.Record(value);

        HistogramSnapshot snapshot = histogram.Snapshot();
        Assert.Equal([2, 1, 1], snapshot.Counts);
        Assert.Equal(2.65, snapshot.Sum, 1e-12);
    }

    [Fact(DisplayName = "M10.E7 Property: all traces at ratio 1, none at 0, and never fewer at a greater ratio")]
    public void IsKept_GreaterRatio_KeepsMore()
    {
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"{i * 0x28F5C28F5C28F5C:x16}0000000000000001")];

        Assert.All(ids, id => Assert.True(TraceSampling.IsKept(id, 1) && !TraceSampling.IsKept(id, 0)));
        Assert.All(ids, id => Assert.True(!TraceSampling.IsKept(id, 0.2) || TraceSampling.IsKept(id, 0.6)));
    }

    [Fact(DisplayName = "M10.E7 Edge: a malformed traceparent begins a trace of its own")]
    public void Constructor_MalformedParent_IsRoot()
    {
        using ActivityListener listener = new() { ShouldListenTo = source => source.Name == RequestTelemetry.SourceName, Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);

        RequestTelemetry telemetry = new(new TelemetryRequest("/v1/chat/completions", "tiny") { TraceParent = "00-zz" }, new ServingMetrics(), TimeProvider.System);

        Assert.NotEqual(default, telemetry.Context.TraceId);
        Assert.Null(Activity.Current);
    }

    [Fact(DisplayName = "M10.E7 Snapshot: a counter and a histogram as Prometheus reads them")]
    public Task Write_TwoMetrics_Reads()
    {
        LatencyHistogram histogram = new([0.1, 1]);
        foreach (double value in new[] { 0.05, 0.5, 2 })
            histogram.Record(value);

        return Verifier.Verify(PrometheusText.Write(
        [
            new MetricFamily("llm.requests", "Requests.", "counter", [new MetricSeries(new Dictionary<string, string> { ["route"] = "/v1/\"x\"", ["code"] = "200" }, 3)]),
            new MetricFamily("gen_ai.server.time_to_first_token", "Seconds.", "histogram", [new MetricSeries(new Dictionary<string, string>(), 0, histogram.Snapshot())]),
        ]));
    }
}
