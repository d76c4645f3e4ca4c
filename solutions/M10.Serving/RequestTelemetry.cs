using System.Diagnostics;

namespace LLMCourse.M10;

/// <summary>The trace of one request, <c>http &gt; queue, prefill, decode</c>, and what it adds to the metrics.</summary>
/// <remarks>
/// Spans come from the source <see cref="SourceName"/>; without a listener there are none, and the metrics are recorded all the same. The root has kind Server, the name <c>POST route</c> and these
/// tags of OpenTelemetry's semantic conventions for generative AI (1.37): <c>gen_ai.operation.name</c> = chat, <c>gen_ai.request.model</c>; from <see cref="Admitted"/> on
/// <c>gen_ai.usage.input_tokens</c>; at the end <c>gen_ai.usage.output_tokens</c>, and <c>gen_ai.response.finish_reasons</c> (a string[]) or <c>error.type</c>;
/// <c>gen_ai.input.messages</c> only if content may be recorded. Its children, of kind Internal and one after the other, are called queue, prefill and decode. All times are the clock's. No member changes
/// <see cref="Activity.Current"/>. One request is one thread's at a time.
/// </remarks>
public sealed class RequestTelemetry
{
    /// <summary>The name of the source of all spans.</summary>
    public const string SourceName = "Course.Llm";

    #region Solution
    private static readonly ActivitySource Source = new(SourceName);

    private readonly ServingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _begin;
    private readonly Activity? _root;
    private Activity? _phase;
    private DateTimeOffset _first, _last;
    private int _inputTokens, _outputTokens;
    private bool _isAdmitted, _isOver;
    #endregion

    /// <summary>Begins the trace: its root and the span queue.</summary>
    /// <param name="request">What is known.</param>
    /// <param name="metrics">Where values are recorded.</param>
    /// <param name="clock">What time it is.</param>
    /// <remarks>The root's parent is what <c>traceparent</c> names. Without the header, or with one that is malformed, the root begins a trace of its own, whatever
    /// <see cref="Activity.Current"/> is.</remarks>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public RequestTelemetry(TelemetryRequest request, ServingMetrics metrics, TimeProvider clock)
    {
        // TODO M10.E7: parse the parent, start the root with its tags, then queue.
        #region Solution
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(clock);
        (_metrics, _clock, _begin) = (metrics, clock, clock.GetUtcNow());
        _ = ActivityContext.TryParse(request.TraceParent, null, isRemote: true, out ActivityContext parent);
        _root = Start($"POST {request.Route}", ActivityKind.Server, parent, _begin);
        _ = _root?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.request.model", request.Model);
        if (request.RecordsContent) _ = _root?.SetTag("gen_ai.input.messages", request.InputMessages);
        _phase = Child("queue", _begin);
        #endregion
    }

    /// <summary>Gets the root's context; the default if nobody listens.</summary>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public ActivityContext Context
    {
        get
        {
            // TODO M10.E7: the root's.
            #region Solution
            return _root?.Context ?? default;
            #endregion
        }
    }

    /// <summary>The request leaves the queue: prefill begins.</summary>
    /// <param name="inputTokens">How many tokens the prompt has, at least 1.</param>
    /// <exception cref="ArgumentException">It is below 1.</exception>
    /// <exception cref="InvalidOperationException">The request was admitted before, or is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Admitted(int inputTokens)
    {
        // TODO M10.E7: queue ends, prefill begins.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(inputTokens, 1);
        if (_isAdmitted || _isOver) throw new InvalidOperationException("The request was admitted before, or is over.");
        (_isAdmitted, _inputTokens) = (true, inputTokens);
        _ = _root?.SetTag("gen_ai.usage.input_tokens", inputTokens);
        Next("prefill", _clock.GetUtcNow());
        #endregion
    }

    /// <summary>A token was generated. The first ends prefill, begins decode, and is the time to first token, from the beginning of the request on.</summary>
    /// <exception cref="InvalidOperationException">The request was not admitted, or is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Token()
    {
        // TODO M10.E7: count it and note when; the first one changes the phase.
        #region Solution
        if (!_isAdmitted || _isOver) throw new InvalidOperationException("The request was not admitted, or is over.");
        _last = _clock.GetUtcNow();
        if (_outputTokens++ > 0) return;
        _first = _last;
        _metrics.TimeToFirstToken.Record((_first - _begin).TotalSeconds);
        Next("decode", _first);
        #endregion
    }

    /// <summary>The request is complete. Records its tokens and, from two tokens on, the mean time between them: (last − first) / (tokens − 1).</summary>
    /// <param name="finishReason">Such as <c>stop</c> or <c>length</c>.</param>
    /// <exception cref="InvalidOperationException">The request was not admitted, or is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Complete(string finishReason)
    {
        // TODO M10.E7: tags, metrics, and the end of the phase and the root.
        #region Solution
        ArgumentNullException.ThrowIfNull(finishReason);
        if (!_isAdmitted || _isOver) throw new InvalidOperationException("The request was not admitted, or is over.");
        _ = _root?.SetTag("gen_ai.response.finish_reasons", new[] { finishReason });
        if (_outputTokens > 1) _metrics.TimePerOutputToken.Record((_last - _first).TotalSeconds / (_outputTokens - 1));
        End();
        #endregion
    }

    /// <summary>The request failed, in whichever phase it is. Root and phase get the status Error, the root also <c>error.type</c>. Tokens that were used are recorded, if it was admitted; no time
    /// between tokens.</summary>
    /// <param name="errorType">Such as <c>timeout</c>: few values, never a message, which may hold what people wrote.</param>
    /// <exception cref="InvalidOperationException">The request is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Fail(string errorType)
    {
        // TODO M10.E7: the error's type and status, then as for a complete one.
        #region Solution
        ArgumentNullException.ThrowIfNull(errorType);
        if (_isOver) throw new InvalidOperationException("The request is over.");
        _ = _root?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error);
        _ = _phase?.SetStatus(ActivityStatusCode.Error);
        End();
        #endregion
    }

    /// <summary>Starts the span <c>step</c> of a step that serves many requests: a trace of its own, kind Internal, with a link to the root of each request that has one, in their order.</summary>
    /// <param name="requests">Whom the step serves.</param>
    /// <param name="clock">What time it is.</param>
    /// <returns>The span, which the caller ends; null if nobody listens.</returns>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public static Activity? StartStep(IReadOnlyList<RequestTelemetry> requests, TimeProvider clock)
    {
        // TODO M10.E7: a root with links.
        #region Solution
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(clock);
        return Start("step", ActivityKind.Internal, default, clock.GetUtcNow(), requests.Where(request => request._root is not null).Select(request => new ActivityLink(request.Context)));
        #endregion
    }

    #region Solution
    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at, IEnumerable<ActivityLink>? links = null)
    {
        Activity? before = Activity.Current;
        Activity.Current = null; // a default parent would otherwise mean whatever is current
        try
        {
            return Source.StartActivity(name, kind, parent, null, links, at);
        }
        finally
        {
            Activity.Current = before;
        }
    }

    private Activity? Child(string name, DateTimeOffset at) => _root is null ? null : Start(name, ActivityKind.Internal, _root.Context, at);

    private void Next(string name, DateTimeOffset at)
    {
        Stop(_phase, at);
        _phase = Child(name, at);
    }

    private static void Stop(Activity? activity, DateTimeOffset at)
    {
        Activity? before = Activity.Current;
        _ = activity?.SetEndTime(at.UtcDateTime);
        activity?.Stop();
        Activity.Current = before;
    }

    private void End()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        _isOver = true;
        if (_isAdmitted)
        {
            _metrics.InputTokens.Record(_inputTokens);
            _metrics.OutputTokens.Record(_outputTokens);
            _ = _root?.SetTag("gen_ai.usage.output_tokens", _outputTokens);
        }

        Stop(_phase, now);
        Stop(_root, now);
    }
    #endregion
}
