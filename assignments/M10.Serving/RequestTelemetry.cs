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
        throw new NotImplementedException("M10.E7: parse the parent, start the root with its tags, then queue.");
    }

    /// <summary>Gets the root's context; the default if nobody listens.</summary>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public ActivityContext Context
    {
        get
        {
            // TODO M10.E7: the root's.
            throw new NotImplementedException("M10.E7: the root's.");
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
        throw new NotImplementedException("M10.E7: queue ends, prefill begins.");
    }

    /// <summary>A token was generated. The first ends prefill, begins decode, and is the time to first token, from the beginning of the request on.</summary>
    /// <exception cref="InvalidOperationException">The request was not admitted, or is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Token()
    {
        // TODO M10.E7: count it and note when; the first one changes the phase.
        throw new NotImplementedException("M10.E7: count it and note when; the first one changes the phase.");
    }

    /// <summary>The request is complete. Records its tokens and, from two tokens on, the mean time between them: (last − first) / (tokens − 1).</summary>
    /// <param name="finishReason">Such as <c>stop</c> or <c>length</c>.</param>
    /// <exception cref="InvalidOperationException">The request was not admitted, or is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Complete(string finishReason)
    {
        // TODO M10.E7: tags, metrics, and the end of the phase and the root.
        throw new NotImplementedException("M10.E7: tags, metrics, and the end of the phase and the root.");
    }

    /// <summary>The request failed, in whichever phase it is. Root and phase get the status Error, the root also <c>error.type</c>. Tokens that were used are recorded, if it was admitted; no time
    /// between tokens.</summary>
    /// <param name="errorType">Such as <c>timeout</c>: few values, never a message, which may hold what people wrote.</param>
    /// <exception cref="InvalidOperationException">The request is over.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Fail(string errorType)
    {
        // TODO M10.E7: the error's type and status, then as for a complete one.
        throw new NotImplementedException("M10.E7: the error's type and status, then as for a complete one.");
    }

    /// <summary>Starts the span <c>step</c> of a step that serves many requests: a trace of its own, kind Internal, with a link to the root of each request that has one, in their order.</summary>
    /// <param name="requests">Whom the step serves.</param>
    /// <param name="clock">What time it is.</param>
    /// <returns>The span, which the caller ends; null if nobody listens.</returns>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public static Activity? StartStep(IReadOnlyList<RequestTelemetry> requests, TimeProvider clock)
    {
        // TODO M10.E7: a root with links.
        throw new NotImplementedException("M10.E7: a root with links.");
    }
}
