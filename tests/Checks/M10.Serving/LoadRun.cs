using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M10;

/// <summary>Asks a server of the submission's parts, by clients of the submission's parts, in a time of its own: what
/// happens depends on no machine's speed.</summary>
internal sealed class LoadRun
{
    private const int MostIdleSteps = 1000;

    private readonly LoadOptions _options;
    private readonly LoadGate _gate = new();
    private readonly LoadClock _clock;
    private readonly LoadCall[] _calls;
    private readonly Queue<LoadCall> _open;
    private readonly Dictionary<int, Queue<LoadCall>> _clients;
    private readonly CircuitBreaker? _breaker;
    private LoadServer? _server;

    private LoadRun(LoadOptions options)
    {
        _options = options;
        _clock = new LoadClock(_gate);
        _calls = [.. options.Requests.Select(request => new LoadCall(request, options.TraceOf(request.Number)))];
        _open = new Queue<LoadCall>(_calls.Where(call => call.Request.Client is null).OrderBy(call => call.Request.Arrival)
            .ThenBy(call => call.Request.Number));
        _clients = _calls.Where(call => call.Request.Client is not null).GroupBy(call => call.Request.Client!.Value)
            .ToDictionary(client => client.Key, client => new Queue<LoadCall>(client));
        if (options.HasBreaker) _breaker = new CircuitBreaker(new BreakerOptions(5, TimeSpan.FromMinutes(1), LoadPlan.Break), _clock);
    }

    /// <summary>Runs it.</summary>
    /// <returns>The calls as they ended, the spans, and the server's metrics.</returns>
    public static (LoadCall[] Calls, List<LoadSpan> Spans, ServingMetrics Metrics) Of(LoadOptions options, Action<double> progress)
    {
        LoadRun run = new(options);
        using LoadSpans spans = new();
        using LoadServer server = run._server = new LoadServer(options, run._gate, run._clock, spans, run._calls);
        server.Pass = time => run.MoveTo(run._clock.Now + time);
        run.Run(progress);
        return (run._calls, spans.Read(options.Name, run._calls), server.Metrics);
    }

    private void Run(Action<double> progress)
    {
        foreach (Queue<LoadCall> client in _clients.Values) Begin(client.Dequeue());
        int idle = 0, all = _calls.Length;
        while (true)
        {
            if (_gate.IsGenerating)
            {
                idle = _server!.Step() ? 0 : idle + 1;
                if (idle > MostIdleSteps)
                    throw new InvalidOperationException("Requests wait for the scheduler, which does not ask the model.");
                WorkOff();
            }
            else if (Next() is { } time)
            {
                MoveTo(time);
                progress(1 - ((double)_open.Count / all));
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Gets when something happens by itself; null if nothing will.</summary>
    private TimeSpan? Next()
    {
        TimeSpan? timer = _clock.Next, arrival = _open.TryPeek(out LoadCall? call) ? call.Request.Arrival : null;
        return timer < arrival || arrival is null ? timer : arrival;
    }

    /// <summary>Lets time pass, with all that happens meanwhile.</summary>
    private void MoveTo(TimeSpan end)
    {
        for (TimeSpan? next = Next(); next <= end; next = Next())
        {
            if (next > _clock.Now) _clock.Now = next.Value;
            if (_open.TryPeek(out LoadCall? call) && call.Request.Arrival <= next)
            {
                _ = _open.Dequeue();
                Begin(call);
            }
            else
            {
                _clock.FireNext();
                WorkOff();
            }
        }

        if (end > _clock.Now) _clock.Now = end;
    }

    private void Begin(LoadCall call)
    {
        call.Begun = _clock.Now;
        _gate.Begin(call);
        _ = Task.Run(() => CallAsync(call));
        WorkOff();
    }

    /// <summary>Has everybody do what can be done now, one after the other.</summary>
    private void WorkOff()
    {
        while (true)
        {
            LoadCall[] ended = _gate.Settle();
            foreach (LoadCall call in ended)
                if (call.Request.Client is { } client && _clients[client].TryDequeue(out LoadCall? next)) Begin(next);
            if (_gate.NextAtDoor() is not { } first)
            {
                if (ended.Length == 0) return;
                continue;
            }

            _gate.Set(first, LoadState.Running);
            first.Door.SetResult();
        }
    }

    private async Task CallAsync(LoadCall call)
    {
        LoadCall.Client.Value = call;
        RetryPolicy policy = new((ulong)call.Request.Number)
        {
            MaxAttempts = _options.Attempts,
            AttemptTimeout = TimeSpan.FromMinutes(10),
            Deadline = TimeSpan.FromMinutes(30)
        };
        try
        {
            string reply = await Retry.RunAsync((_, token) => AttemptAsync(call, token), policy, _clock).ConfigureAwait(false);
            double temperature = call.Request.Draws ? LoadPlan.Temperature : 0;
            call.Reply = reply == LoadModel.Reply(call.Request.Prompt, call.Request.Output, temperature, (ulong)call.Request.Number)
                ? "right"
                : "wrong";
            call.Outcome = "answered";
        }
        catch (Exception e)
        {
            call.Outcome = e switch
            {
                BreakerOpenException => "breaker_open",
                ApiFailure { Status: 429 } => "rate_limited",
                ApiFailure { Status: >= 500 } => "server_error",
                ApiFailure { Status: null } => "connection_lost",
                ApiFailure other => FormattableString.Invariant($"status_{other.Status}"),
                _ => ExceptionName.Of(e),
            };
            if (e is NotImplementedException) _gate.Fail(e);
        }

        call.Ended = _clock.Now;
        _gate.Set(call, LoadState.Done);
    }

    private async Task<string> AttemptAsync(LoadCall call, CancellationToken cancellationToken)
    {
        try
        {
            return _breaker is null
                ? await SendAsync(call, cancellationToken).ConfigureAwait(false)
                : await _breaker.RunAsync(token => SendAsync(call, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _gate.Set(call, LoadState.Between);
            throw;
        }
    }

    private async Task<string> SendAsync(LoadCall call, CancellationToken cancellationToken)
    {
        call.Attempts++;
        call.Door = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate.Set(call, LoadState.AtDoor);
        await call.Door.Task.ConfigureAwait(false);
        string more = (call.Request.Draws
            ? string.Create(CultureInfo.InvariantCulture, $",\"temperature\":{LoadPlan.Temperature}")
            : ",\"temperature\":0") + (call.Request.Streams ? ",\"stream\":true" : "");
        string body = string.Create(CultureInfo.InvariantCulture,
            $"{{\"model\":\"{LoadServer.ModelId}\",\"messages\":[{{\"role\":\"user\",\"content\":\"{LoadModel.Text(call.Request.Prompt)}\"}}],\"max_tokens\":{call.Request.Output}{more}}}");
        using HttpRequestMessage request =
            new(HttpMethod.Post, EndpointRig.Chat) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(LoadServer.CallHeader, call.Request.Number.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(LoadServer.TenantHeader, call.Request.Tenant);
        request.Headers.Add("traceparent", call.Header);
        try
        {
            using HttpResponseMessage answer = await _server!.Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK
                ? call.Request.Streams ? Streamed(text) : Whole(text)
                : throw new ApiFailure((int)answer.StatusCode,
                    answer.Headers.TryGetValues("retry-after", out IEnumerable<string>? values) ? values.First() : null);
        }
        catch (HttpRequestException)
        {
            throw new ApiFailure(null);
        }
    }

    private static string Whole(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
    }

    private static string Streamed(string text)
    {
        string[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => frame["data: ".Length..])];
        if (events.Length == 0 || events[^1] != "[DONE]") throw new ApiFailure(null);
        StringBuilder reply = new();
        foreach (string json in events[..^1])
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement choice in document.RootElement.GetProperty("choices").EnumerateArray())
                if (choice.GetProperty("delta").TryGetProperty("content", out JsonElement content)) _ = reply.Append(content.GetString());
        }

        return reply.ToString();
    }
}
