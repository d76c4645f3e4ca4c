namespace LLMCourse.LlmServers.Faults;

/// <summary>Stands before a server and makes it fail by a script: the first request meets the first fault, and so
/// on; after the last, everything passes.</summary>
/// <remarks>
/// A part of <see cref="HttpClient"/>'s chain, so that it works with and without sockets:
/// <c>new HttpClient(new FaultProxy(server.CreateHandler(), [Fault.Status(429), Fault.None], clock))</c>. All waiting goes by the clock
/// that is given; with one that a test moves, an hour takes no time. Safe for use by several threads; requests are numbered as they come.
/// </remarks>
public sealed class FaultProxy : DelegatingHandler
{
    private readonly IReadOnlyList<Fault> _script;
    private readonly TimeProvider _clock;
    private readonly List<SeenRequest> _requests = [];
    private readonly Lock _lock = new();

    /// <summary>Makes a proxy.</summary>
    /// <param name="server">What requests pass on to; the proxy disposes it.</param>
    /// <param name="script">A fault for each request.</param>
    /// <param name="clock">What tells the time and waits; null: the system's.</param>
    public FaultProxy(HttpMessageHandler server, IEnumerable<Fault> script, TimeProvider? clock = null)
        : base(server)
    {
        ArgumentNullException.ThrowIfNull(script);
        (_script, _clock) = ([.. script], clock ?? TimeProvider.System);
    }

    /// <summary>Gets the requests so far.</summary>
    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
            headers[name] = string.Join(", ", values);
        int index;
        lock (_lock)
        {
            index = _requests.Count;
            _requests.Add(new SeenRequest(index, request.Method, request.RequestUri!, headers, body, _clock.GetUtcNow()));
        }

        Fault fault = index < _script.Count ? _script[index] : Fault.None;
        HttpResponseMessage response = await fault.AnswerAsync(token => base.SendAsync(request, token), _clock, cancellationToken)
            .ConfigureAwait(false);
        response.RequestMessage ??= request;
        return response;
    }
}
