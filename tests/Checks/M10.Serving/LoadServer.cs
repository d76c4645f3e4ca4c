using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LLMCourse.LlmServers.Hosting;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LLMCourse.Checks.M10;

/// <summary>The submission's parts put together to a server: limits, then the endpoint, behind it the cache, the scheduler and the model;
/// spans and metrics of all.</summary>
internal sealed class LoadServer : IDisposable
{
    public const string ModelId = "course-load", CallHeader = "x-call", TenantHeader = "x-tenant";

    private const string Route = "/v1/chat/completions";
    private const int BlockSize = 16;

    private readonly LoadOptions _options;
    private readonly LoadGate _gate;
    private readonly LoadClock _clock;
    private readonly LoadSpans _spans;
    private readonly IReadOnlyList<LoadCall> _calls;
    private readonly InMemoryHost _host;
    private readonly Scheduler _scheduler;
    private readonly LoadModel _model;
    private readonly RateLimiter? _limiter;
    private readonly ResponseCache? _cache;
    private bool _called;

    public LoadServer(LoadOptions options, LoadGate gate, LoadClock clock, LoadSpans spans, IReadOnlyList<LoadCall> calls)
    {
        (_options, _gate, _clock, _spans, _calls) = (options, gate, clock, spans, calls);
        _model = new LoadModel(options.Blocks, BlockSize);
        _scheduler =
            new Scheduler(Forward, new SchedulerOptions { MaxBatch = options.Batch, Blocks = options.Blocks, BlockSize = BlockSize });
        if (options.RequestsPerMinute is { } requests)
            _limiter = new RateLimiter(new RateLimits(requests, 1_000_000, options.RequestBurst, 1_000_000), clock, 100);
        if (options.HasCache)
            _cache = new ResponseCache(
                new LruCache<string, string>(1 << 20, LoadOptions.TimeToLive, (key, reply) => 2 * (key.Length + reply.Length), clock));
        EndpointModel model = new(ModelId, turns => Prompt(turns).Length, ReplyAsync);
        EndpointOptions endpoint = new() { Clock = clock };
        _host = InMemoryHost.StartAsync(routes =>
        {
            RouteGroupBuilder group = routes.MapGroup("");
            ((IEndpointConventionBuilder)group).Add(builder =>
            {
                RequestDelegate next = builder.RequestDelegate!;
                builder.RequestDelegate = context => AdmitAsync(context, next);
            });
            LlmEndpoint.Map(group, model, endpoint);
        }).GetAwaiter().GetResult();
        Client = _host.CreateClient();
        Client.Timeout = Timeout.InfiniteTimeSpan;
    }

    public HttpClient Client { get; }

    public ServingMetrics Metrics { get; } = new();

    /// <summary>Gets or sets what lets time pass while the model computes.</summary>
    public Action<TimeSpan> Pass { get; set; } = _ => { };

    /// <summary>Makes a step.</summary>
    /// <returns>Whether the model was asked.</returns>
    public bool Step()
    {
        _called = false;
        _ = _scheduler.Step();
        return _called;
    }

    public void Dispose()
    {
        Client.Dispose();
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static int[] Prompt(IReadOnlyList<ChatTurn> turns) => [.. turns.SelectMany(turn => LoadModel.Tokens(turn.Text))];

    /// <summary>Traces a request and holds it to its tenant's limits, before the endpoint has it.</summary>
    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        LoadCall call =
            _calls[int.Parse(context.Request.Headers[CallHeader].ToString(), System.Globalization.CultureInfo.InvariantCulture)];
        _gate.InServer(call, 1);
        try
        {
            LoadCall.Served.Value = call;
            RequestTelemetry telemetry =
                new(new TelemetryRequest(Route, ModelId) { TraceParent = context.Request.Headers["traceparent"] }, Metrics, _clock);
            (call.Telemetry, call.Generated, call.IsAdmitted, call.Used) = (telemetry, false, false, 0);
            call.Root = _spans.Find(telemetry.Context);
            string tenant = context.Request.Headers[TenantHeader].ToString();
            _ = call.Root?.SetTag("course.tenant", tenant).SetTag("http.request.resend_count", call.Attempts - 1);
            long reserved = await EstimateAsync(context.Request).ConfigureAwait(false);
            if (_limiter is { } limiter && !Admits(limiter, context.Response, call, tenant, reserved))
            {
                Tag(call, 429);
                telemetry.Fail("rate_limit_exceeded");
                const string refused = """{"error":{"message":"You are over your limit. Come back later.","type":"invalid_request_error","param":null,"code":"rate_limit_exceeded"}}""";
                (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) =
                    (429, "application/json", refused.Length);
                await context.Response.WriteAsync(refused).ConfigureAwait(false);
                return;
            }

            await next(context).ConfigureAwait(false);
            _limiter?.Settle(tenant, reserved, call.Used);
            Tag(call, context.Response.StatusCode);
            if (context.Response.StatusCode == 200) telemetry.Complete("length");
            else telemetry.Fail(context.Response.StatusCode >= 500 ? "internal_error" : "bad_request");
        }
        catch (Exception e)
        {
            _gate.Fail(e);
            throw;
        }
        finally
        {
            _gate.InServer(call, -1);
        }
    }

    private static void Tag(LoadCall call, int status) => call.Root?.SetTag("http.response.status_code", status);

    private static bool Admits(RateLimiter limiter, HttpResponse response, LoadCall call, string tenant, long reserved)
    {
        RateAnswer answer = limiter.TryAcquire(tenant, reserved);
        foreach ((string name, string value) in RateLimitHeaders.For(answer)) response.Headers[name] = value;
        if (!answer.IsAdmitted) _ = call.Root?.SetTag("course.retry_after", response.Headers.RetryAfter.ToString());
        return answer.IsAdmitted;
    }

    /// <summary>Reads what a request may cost at most, and puts the body back.</summary>
    private static async Task<long> EstimateAsync(HttpRequest request)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body).ConfigureAwait(false);
        request.Body = new MemoryStream(body.ToArray());
        EndpointRequest read = RequestReader.Read(body.ToArray(), ModelId);
        return Prompt(read.Turns).Length + (read.Options.MaxTokens ?? 0);
    }

    /// <summary>Answers from the cache, or has the reply generated.</summary>
    private async IAsyncEnumerable<CompletionChunk> ReplyAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LoadCall call = LoadCall.Served.Value!;
        int[] prompt = Prompt(turns);
        int count = options.MaxTokens ?? 1;
        double temperature = options.Sampling.Temperature;
        string reply = await WaitAsync(call, turns, prompt, count, temperature, cancellationToken).ConfigureAwait(false);
        foreach ((int i, string word) in reply.Split(' ').Index())
        {
            string text = i == 0 ? word : $" {word}";
            yield return new CompletionChunk(text, false,
                new CompletionToken(new TokenProbability(0, Encoding.UTF8.GetBytes(text), 0), []), null);
        }

        yield return new CompletionChunk("", false, null, FinishReason.Length);
    }

    private async Task<string> WaitAsync(LoadCall call, IReadOnlyList<ChatTurn> turns, int[] prompt, int count, double temperature,
        CancellationToken cancellationToken)
    {
        ResponseRequest request =
            new([.. turns.Select(turn => new ResponseMessage(turn.Role.ToString().ToLowerInvariant(), turn.Text))])
            {
                Temperature = temperature,
                MaxTokens = count
            };
        string? key = _cache is null ? null : ResponseKey.For(call.Request.Tenant, "sha256 of the weights", request);
        string own = key ?? FormattableString.Invariant($"call {call.Request.Number}");
        try
        {
            Task<string> waiting = _cache is null
                ? GenerateAsync(call, own, prompt, count, temperature)
                : _cache.GetOrCreateAsync(key, _ => GenerateAsync(call, own, prompt, count, temperature), cancellationToken);
            bool isThere = waiting.IsCompletedSuccessfully;
            _gate.Park(call, own);
            string reply = await waiting.WaitAsync(cancellationToken).ConfigureAwait(false); // the clients are gone where a run has failed
            _gate.Set(call, LoadState.Running);
            _ = call.Root?.SetTag("course.cache",
                _cache is null || key is null ? "off" : call.Generated ? "miss" : isThere ? "hit" : "joined");
            if (!call.Generated) call.Telemetry!.Admitted(prompt.Length);
            return reply;
        }
        catch (Exception e)
        {
            _gate.Set(call, LoadState.Running);
            if (e is NotImplementedException) _gate.Fail(e);
            throw;
        }
    }

    private async Task<string> GenerateAsync(LoadCall call, string key, int[] prompt, int count, double temperature)
    {
        call.Generated = true;
        int fault = _options.Fault(call.Request.Number, call.Attempts, _clock.Now);
        if (fault == 1) throw new InvalidOperationException("The model's process is gone.");
        LoadGeneration generation = new(call, key);
        Task<int[]> completion = Submit(generation, prompt, count, temperature, (ulong)call.Request.Number);
        try
        {
            int[] output = await completion.ConfigureAwait(false);
            call.Used = prompt.Length + output.Length;
            return fault == 2 ? throw new InvalidOperationException("The reply was lost on its way.") : LoadModel.Text(output);
        }
        finally
        {
            _gate.Remove(generation);
        }
    }

    private Task<int[]> Submit(LoadGeneration generation, int[] prompt, int count, double temperature, ulong seed)
    {
        GenerationHandle handle = _scheduler.Submit(new GenerationRequest(prompt, count) { Temperature = temperature, Seed = seed });
        _gate.Add(generation, handle.Id, handle.Completion);
        return handle.Completion;
    }

    /// <summary>A step of the model, which the scheduler asks for; time passes in it.</summary>
    private IReadOnlyList<float[]> Forward(IReadOnlyList<StepRow> rows)
    {
        _called = true;
        LoadGeneration?[] served = [.. rows.Select(row => _gate.Find(row.Id))];
        foreach (LoadCall call in served.OfType<LoadGeneration>().Select(generation => generation.Owner).Where(call => !call.IsAdmitted))
        {
            call.IsAdmitted = true;
            call.Telemetry!.Admitted(call.Request.Prompt.Length);
        }

        Activity? step = _options.TracesSteps
            ? RequestTelemetry.StartStep([.. served.OfType<LoadGeneration>().Select(generation => generation.Owner.Telemetry!)], _clock)
            : null;
        IReadOnlyList<float[]> logits = _model.Forward(rows);
        Pass(LoadModel.Cost(rows.Sum(row => row.Tokens.Count)));
        step?.SetEndTime(_clock.GetUtcNow().UtcDateTime).Stop();
        for (int i = 0; i < rows.Count; i++)
        {
            if (served[i] is not { } generation || rows[i].Start + rows[i].Tokens.Count != generation.Length) continue;
            generation.Length++;
            generation.Owner.Telemetry!.Token();
        }

        return logits;
    }
}
