using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LLMCourse.LlmServers.Api;

/// <summary>What a server counts.</summary>
internal sealed class ServerMetrics : IDisposable
{
    public const string MeterName = "LLMCourse.LlmServer";

    private readonly Meter _meter;
    private readonly Counter<long> _requests, _tokens;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Histogram<double> _firstToken;

    public ServerMetrics()
    {
        // Meters are found by name in the whole process; the scope tells this server's own from those of others.
        _meter = new Meter(new MeterOptions(MeterName) { Scope = this });
        _requests =
            _meter.CreateCounter<long>("llm_requests", description: "Answered requests, by route and status; 499 where the client left.");
        _tokens = _meter.CreateCounter<long>("llm_tokens", description: "Tokens read (in) and written (out).");
        _inFlight = _meter.CreateUpDownCounter<long>("llm_requests_in_flight", description: "Requests that are being answered.");
        _firstToken = _meter.CreateHistogram(
            "llm_time_to_first_token", "s", "From the request to its first token.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
            });
    }

    /// <summary>Says whether an instrument is this server's.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter.Scope, this);

    public void Begin(string route) => _inFlight.Add(1, new KeyValuePair<string, object?>("route", route));

    public void End(string route, int status)
    {
        _inFlight.Add(-1, new KeyValuePair<string, object?>("route", route));
        _requests.Add(1, new TagList { { "route", route }, { "status", status } });
    }

    public void Tokens(string route, int read, int written)
    {
        _tokens.Add(read, new TagList { { "direction", "in" }, { "route", route } });
        _tokens.Add(written, new TagList { { "direction", "out" }, { "route", route } });
    }

    public void FirstToken(string route, TimeSpan after) =>
        _firstToken.Record(after.TotalSeconds, new KeyValuePair<string, object?>("route", route));

    public void Dispose() => _meter.Dispose();
}
