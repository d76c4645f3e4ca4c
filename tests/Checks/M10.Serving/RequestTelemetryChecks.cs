using System.Diagnostics;
using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>A clock that stands still until it is moved. Its time stamps tell the same time, for those who measure by them.</summary>
internal sealed class TelemetryClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public DateTimeOffset Begin { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => (_now - Begin).Ticks;

    public void Wait(double milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);
}

/// <summary>Collects spans of the source Course.Llm while it lives.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ActivityListener _listener;

    /// <summary>Listens to the source.</summary>
    /// <param name="leftOut">The name of spans that the sampler leaves out; null: none.</param>
    public Spans(string? leftOut = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Course.Llm",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Name == leftOut ? ActivitySamplingResult.None : ActivitySamplingResult.AllData,
            ActivityStarted = activity => Started.Add(activity),
            ActivityStopped = activity => Stopped.Add(activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Started { get; } = [];

    public List<Activity> Stopped { get; } = [];

    public void Dispose() => _listener.Dispose();

    /// <summary>Writes the spans that have ended, in the order of their ends.</summary>
    public string Text(TelemetryClock clock) => string.Join('\n', Stopped.Select(span =>
    {
        string parent = Started.FirstOrDefault(other => other.SpanId == span.ParentSpanId)?.OperationName
            ?? (span.ParentId is null ? "none" : span.ParentSpanId.ToHexString());
        string tags = string.Join(", ",
            span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={Value(tag.Value)}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{span.OperationName} ({span.Kind}) in {parent}, {(span.StartTimeUtc - clock.Begin.UtcDateTime).TotalMilliseconds} ms + {span.Duration.TotalMilliseconds} ms, {span.Status}: {tags}");
    }));

    private static string Value(object? value) =>
        value is string[] texts ? $"[{string.Join(' ', texts)}]" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}

internal static class Telemetries
{
    public const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static string Text(LatencyHistogram histogram)
    {
        HistogramSnapshot snapshot = histogram.Snapshot();
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', snapshot.Counts)}, sum {Math.Round(snapshot.Sum, 9)}");
    }

    public static string Text(ServingMetrics metrics) =>
        $"first token {Text(metrics.TimeToFirstToken)}; per token {Text(metrics.TimePerOutputToken)}; input {Text(metrics.InputTokens)}; output {Text(metrics.OutputTokens)}";

    public static RequestTelemetry Run(ServingMetrics metrics, TelemetryClock clock, int input, int output, string? traceParent = Parent)
    {
        RequestTelemetry telemetry =
            new(new TelemetryRequest("/v1/chat/completions", "tiny") { TraceParent = traceParent, InputMessages = "my secret" },
                metrics, clock);
        clock.Wait(30);
        telemetry.Admitted(input);
        clock.Wait(70);
        for (int i = 0; i < output; i++)
        {
            telemetry.Token();
            clock.Wait(20 + i);
        }

        telemetry.Complete("stop");
        return telemetry;
    }

    public static MetricSeries Series(double value, params string[] labels) =>
        new(labels.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]), value);
}

public sealed class BucketsAreCounted() : VisibleCheck("M10.E7.buckets", "counts a value in the first bucket whose bound is not below it")
{
    public override void Probe(Probe probe)
    {
        double[] bounds = [-1, 0, 0.5, 10];
        LatencyHistogram histogram = new(bounds);
        probe.Observe("empty", Telemetries.Text(histogram));
        HistogramSnapshot before = histogram.Snapshot();
        foreach (double value in new[] { -5, -1, -0.5, 0, 0.25, 0.5, 0.75, 10, 10.5, 1e6 }) histogram.Record(value);
        probe.Observe("ten values", Telemetries.Text(histogram));
        bounds[0] = 99;
        histogram.Record(-2);
        probe.Observe("bounds of the caller changed", Telemetries.Text(histogram));
        probe.Observe("bounds", histogram.Snapshot().Bounds.Select(bound => bound));
        probe.Observe("an earlier snapshot", string.Join(' ', before.Counts));
    }
}

public sealed class ManyThreadsRecord() : Check("M10.E7.threads", "loses no value of several threads")
{
    public override void Probe(Probe probe)
    {
        LatencyHistogram histogram = new([1, 2, 3]);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 50_000; i++) histogram.Record(i % 5);
        });
        probe.Observe("200,000 values", Telemetries.Text(histogram));
    }
}

public sealed class TracesAreKept() : VisibleCheck("M10.E7.sampling", "keeps the share of traces that was asked for, by their ids")
{
    public override void Probe(Probe probe)
    {
        string[] ids =
        [
            "0000000000000000ffffffffffffffff", "ffffffffffffffff0000000000000000", "80000000000000000000000000000001",
            "7fffffffffffffff0000000000000001", "1fffffffffffff00ffffffffffffffff",
            "2000000000000100ffffffffffffffff", "9fffffffffffff00ffffffffffffffff", "3FFFFFFFFFFFFF000000000000000000",
            "4000000000001000ffffffffffffffff", "0af7651916cd43dd8448eb211c80319c",
        ];
        foreach (double ratio in new[] { 0, 0.1, 0.25, 0.5, 0.999, 1 })
            probe.Observe(string.Create(CultureInfo.InvariantCulture, $"ratio {ratio}"),
                string.Concat(ids.Select(id => TraceSampling.IsKept(id, ratio) ? "x" : ".")));
    }
}

public sealed class PrometheusReads()
    : VisibleCheck("M10.E7.prometheus", "writes counters, gauges and histograms in text format 0.0.4", points: 2)
{
    public override void Probe(Probe probe)
    {
        LatencyHistogram histogram = new([0.005, 0.1, 1, 2.5]), other = new([1, 1e9]);
        foreach (double value in new[] { 0.001, 0.05, 0.06, 0.5, 2, 7 }) histogram.Record(value);
        probe.Observe("all types", PrometheusText.Write(
        [
            new MetricFamily("llm.requests", "Requests.", "counter",
                [Telemetries.Series(3, "route", "/b", "code", "200"), Telemetries.Series(4, "route", "/a", "code", "500"),
                    Telemetries.Series(1, "code", "200", "route", "/a")]),
            new MetricFamily("gen_ai.server.time_to_first_token", "Seconds.", "histogram",
                [new MetricSeries(new Dictionary<string, string> { ["model"] = "tiny", ["zone"] = "b" }, 0, histogram.Snapshot()),
                    new MetricSeries(new Dictionary<string, string> { ["model"] = "big" }, 0, other.Snapshot())]),
            new MetricFamily("kv_blocks", "Blocks.", "gauge", [Telemetries.Series(-1.5)]),
            new MetricFamily("Zeta", "Capital letters come first.", "gauge", [Telemetries.Series(0)]),
            new MetricFamily("a_total", "It ends so.", "counter", [Telemetries.Series(2)]),
            new MetricFamily("nothing", "No series.", "gauge", []),
        ]));
        probe.Observe("no metric", PrometheusText.Write([]));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Buckets are added up, and +Inf is the last; every line ends with a line feed.");
}

public sealed class PrometheusEscapes()
    : Check("M10.E7.escapes", "escapes texts, replaces what names may not have, and writes numbers as in no country")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo abroad = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (abroad.NumberFormat.NumberDecimalSeparator, abroad.NumberFormat.NegativeSign) = (",", "~");
        CultureInfo.CurrentCulture = abroad;
        try
        {
            probe.Observe("texts", PrometheusText.Write(
            [
                new MetricFamily("path", "A \\ and a \"quote\"\nin two lines.", "gauge",
                    [Telemetries.Series(1, "p", "C:\\new \"x\"\nend")]),
                new MetricFamily("lives.total", "The ending as it is written.", "counter", [Telemetries.Series(9)]),
                new MetricFamily("9lives.größe-x:y`z", "Names.", "gauge", [Telemetries.Series(1, "1st.label:x", "é")]),
            ]));
            probe.Observe("numbers", PrometheusText.Write([new MetricFamily("n", "Numbers.", "gauge",
                [.. new[] { 0.1, -2.5, 1e-7, 123456789012, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.0 / 3 }.Select(
                    (value, i) => Telemetries.Series(value, "i", i.ToString(CultureInfo.InvariantCulture)))])]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SpansOfARequest()
    : VisibleCheck("M10.E7.spans", "makes the tree http > queue, prefill, decode, under the parent of the header", points: 3)
{
    public override void Probe(Probe probe)
    {
        using Spans spans = new();
        TelemetryClock clock = new();
        RequestTelemetry telemetry = Telemetries.Run(new ServingMetrics(), clock, 12, 4);
        probe.Observe("spans", spans.Text(clock));
        probe.Observe("trace", telemetry.Context.TraceId.ToHexString());
        probe.Observe("the context is the root's", spans.Stopped.Count > 0 && telemetry.Context.SpanId == spans.Stopped[^1].SpanId);
        probe.Observe("all in one trace", spans.Stopped.Select(span => span.TraceId).Distinct().Count());
        probe.Observe("the parent is remote", spans.Stopped.Count > 0 && spans.Stopped[^1].HasRemoteParent);
        probe.Observe("all have ended", spans.Started.Count == spans.Stopped.Count);
        probe.Observe("the parent is the header's, with its flags",
            spans.Stopped.Count > 0 && spans.Stopped[^1].ParentId == Telemetries.Parent);
        spans.Started.Clear();
        ServingMetrics metrics = new();
        RequestTelemetry another = new(new TelemetryRequest("/v1/x", "tiny"), metrics, clock);
        another.Admitted(5);
        object? input = spans.Started.Count > 0 ? spans.Started[0].GetTagItem("gen_ai.usage.input_tokens") : null;
        probe.Observe("input tokens of the root once it is admitted", Convert.ToString(input, CultureInfo.InvariantCulture));
        another.Token();
        probe.Observe("metrics before it is over", Telemetries.Text(metrics));
    }
}

public sealed class RootsOfTheirOwn()
    : Check("M10.E7.parents", "begins a trace of its own without a good header, and leaves the current activity alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using Spans spans = new();
        using Activity outer = new Activity("somebody else's").Start();
        TelemetryClock clock = new();
        foreach ((string name, string? parent) in new[] { ("no header", null), ("an empty one", ""),
            ("a short one", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"),
            ("no hexadecimal digits", "00-0af7651916cd43dd8448eb211c8031zz-b7ad6b7169203331-01"),
            ("zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01"), ("a text", "my secret") })
        {
            spans.Started.Clear();
            RequestTelemetry telemetry = Telemetries.Run(new ServingMetrics(), clock, 3, 2, parent);
            probe.Observe($"{name}: no parent",
                spans.Started[0].ParentId is null && telemetry.Context.TraceId != outer.TraceId && telemetry.Context.TraceId != default);
            probe.Observe($"{name}: the current activity", Activity.Current?.OperationName);
        }

        using (Spans some = new(leftOut: "POST /v1/chat/completions"))
        {
            spans.Dispose();
            RequestTelemetry telemetry = Telemetries.Run(new ServingMetrics(), clock, 3, 2);
            probe.Observe("spans of a request that the sampler leaves out", some.Started.Count);
            probe.Observe("its context is none", telemetry.Context == default);
        }

        using Spans again = new();
        using Activity? step = RequestTelemetry.StartStep([], clock);
        probe.Observe("a step has no parent", step is not null && step.ParentId is null && step.TraceId != outer.TraceId);
        probe.Observe("after a step", Activity.Current?.OperationName);
    }
}

public sealed class NothingOfThePrompt() : Check("M10.E7.privacy", "records what people wrote only where that was allowed")
{
    public override void Probe(Probe probe)
    {
        foreach (bool records in new[] { false, true })
        {
            using Spans spans = new();
            TelemetryClock clock = new();
            RequestTelemetry telemetry =
                new(new TelemetryRequest("/v1/x", "tiny") { InputMessages = "my secret", RecordsContent = records },
                    new ServingMetrics(), clock);
            telemetry.Admitted(2);
            telemetry.Token();
            telemetry.Complete("length");
            probe.Observe($"allowed {records}: spans", spans.Text(clock));
            probe.Observe($"allowed {records}: events", spans.Stopped.Sum(span => span.Events.Count()));
        }
    }
}

public sealed class FailuresShow() : Check("M10.E7.errors", "marks the root and the phase in which a request failed", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (string phase in new[] { "queue", "prefill", "decode" })
        {
            using Spans spans = new();
            TelemetryClock clock = new();
            ServingMetrics metrics = new();
            RequestTelemetry telemetry = new(new TelemetryRequest("/v1/x", "tiny") { InputMessages = "my secret" }, metrics, clock);
            clock.Wait(5);
            if (phase != "queue") telemetry.Admitted(7);
            clock.Wait(10);
            for (int i = 0; phase == "decode" && i < 3; i++) telemetry.Token();
            clock.Wait(20);
            telemetry.Fail("timeout");
            probe.Observe($"{phase}: spans", spans.Text(clock));
            probe.Observe($"{phase}: status without a text", spans.Stopped.All(span => string.IsNullOrEmpty(span.StatusDescription)));
            probe.Observe($"{phase}: metrics", Telemetries.Text(metrics));
        }
    }
}

public sealed class StepsAreLinked() : Check("M10.E7.links", "links a step to each request that it serves")
{
    public override void Probe(Probe probe)
    {
        TelemetryClock clock = new();
        ServingMetrics metrics = new();
        RequestTelemetry unseen = new(new TelemetryRequest("/v1/x", "tiny"), metrics, clock);
        probe.Observe("nobody listens", RequestTelemetry.StartStep([unseen], clock) is null && unseen.Context == default);
        using Spans spans = new();
        RequestTelemetry[] requests =
            [.. Enumerable.Range(0, 3).Select(_ => new RequestTelemetry(new TelemetryRequest("/v1/x", "tiny"), metrics, clock))];
        clock.Wait(4);
        using Activity? step = RequestTelemetry.StartStep([requests[2], unseen, requests[0], requests[1]], clock);
        probe.Observe("span", step
            is null ? "none" : $"{step.OperationName} {step.Kind} {(step.StartTimeUtc - clock.Begin.UtcDateTime).TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms");
        probe.Observe("links", step
            is null ? "none" : string.Join(' ',
                step.Links.Select(link => Array.FindIndex(requests,
                    request => request.Context.SpanId == link.Context.SpanId && request.Context.TraceId == link.Context.TraceId))));
    }
}

public sealed class MetricsOfRequests()
    : Check("M10.E7.metrics",
        "records the time to the first token, the mean time between tokens, and the tokens used, also where nobody traces", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (bool traced in new[] { false, true })
        {
            using Spans? spans = traced ? new Spans() : null;
            ServingMetrics metrics = new();
            TelemetryClock clock = new();
            foreach ((int input, int output) in new[] { (3, 0), (4, 1), (17, 2), (300, 9), (64, 40) })
            {
                _ = Telemetries.Run(metrics, clock, input, output);
                probe.Observe($"traced {traced}, {input} tokens and {output}", Telemetries.Text(metrics));
            }
        }
    }
}

public sealed class RefusedTelemetry() : Check("M10.E7.refuses", "refuses wrong arguments, and phases in a wrong order")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, double[] bounds) in new[] { ("no bounds", Array.Empty<double>()), ("falling", [2, 1]), ("equal", [1, 1]),
            ("not a number", [double.NaN]), ("infinite", [1, double.PositiveInfinity]) })
            probe.ObserveThrows<ArgumentException>($"bounds: {name}", () => new LatencyHistogram(bounds));
        LatencyHistogram histogram = new([1]);
        foreach (double value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            probe.ObserveThrows<ArgumentException>($"value {value.ToString(CultureInfo.InvariantCulture)}", () => histogram.Record(value));
        probe.Observe("nothing was counted", Telemetries.Text(histogram));
        foreach (string id
            in new[] { "", "0af7651916cd43dd8448eb211c80319", "0af7651916cd43dd8448eb211c80319cc", "0af7651916cd43dd8448eb211c80319g" })
            probe.ObserveThrows<ArgumentException>($"trace id '{id}'", () => TraceSampling.IsKept(id, 0.5));
        foreach (double ratio in new[] { -0.1, 1.1, double.NaN })
            probe.ObserveThrows<ArgumentException>($"ratio {ratio.ToString(CultureInfo.InvariantCulture)}",
                () => TraceSampling.IsKept("0af7651916cd43dd8448eb211c80319c", ratio));
        MetricFamily Family(string name, string type, params MetricSeries[] series) => new(name, "Help.", type, series);
        MetricSeries counts = new(new Dictionary<string, string>(), 0, histogram.Snapshot()), one = Telemetries.Series(1);
        foreach ((string name, MetricFamily[] families) in new (string, MetricFamily[])[]
        {
            ("no name", [Family("", "gauge", one)]), ("two of the same name", [Family("a.b", "gauge", one), Family("a_b", "gauge", one)]),
            ("a counter and its twin", [Family("a", "counter", one), Family("a_total", "counter", one)]),
            ("an unknown type", [Family("a", "summary", one)]), ("a type in capitals", [Family("a", "Counter", one)]),
            ("an unknown type without series", [Family("a", "summary")]), ("a histogram without counts", [Family("a", "histogram", one)]),
            ("a gauge with counts", [Family("a", "gauge", counts)]),
            ("labels of the same name", [Family("a", "gauge", Telemetries.Series(1, "x.y", "1", "x_y", "2"))]),
            ("a histogram with a label le",
                [Family("a", "histogram", counts with { Labels = new Dictionary<string, string> { ["le"] = "1" } })]),
        })
            probe.ObserveThrows<ArgumentException>($"metrics: {name}", () => PrometheusText.Write(families));
        TelemetryClock clock = new();
        ServingMetrics metrics = new();
        RequestTelemetry New() => new(new TelemetryRequest("/v1/x", "tiny"), metrics, clock);
        RequestTelemetry waiting = New(), running = New(), over = Telemetries.Run(metrics, clock, 1, 1);
        probe.ObserveThrows<ArgumentException>("no input", () => waiting.Admitted(0));
        probe.ObserveThrows<InvalidOperationException>("a token of one that waits", waiting.Token);
        probe.ObserveThrows<InvalidOperationException>("the end of one that waits", () => waiting.Complete("stop"));
        running.Admitted(1);
        probe.ObserveThrows<InvalidOperationException>("admitted twice", () => running.Admitted(1));
        probe.ObserveThrows<InvalidOperationException>("over: admitted", () => over.Admitted(1));
        probe.ObserveThrows<InvalidOperationException>("over: a token", over.Token);
        probe.ObserveThrows<InvalidOperationException>("over: completed", () => over.Complete("stop"));
        probe.ObserveThrows<InvalidOperationException>("over: failed", () => over.Fail("late"));
        waiting.Fail("cancelled");
        probe.ObserveThrows<InvalidOperationException>("failed: admitted", () => waiting.Admitted(1));
    }
}
