using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.LocalModels;

namespace LLMCourse.M10;

/// <summary>Makes the JSON of answers. Properties come in the order of the examples, without spaces between them.</summary>
/// <remarks>Clients read JSON in any order; the order is fixed here so that answers can be compared.</remarks>
public static class ChatAnswers
{
    /// <summary>Makes a whole answer:
    /// <c>{"id":"…","object":"chat.completion","created":0,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}</c>.</summary>
    /// <param name="head">What the answer begins with.</param>
    /// <param name="parts">The reply's parts. Their texts are joined; those that have a token are counted; the last says why the reply ended, <c>stop</c> or <c>length</c>.</param>
    /// <param name="promptTokens">The number of tokens of the conversation.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="ArgumentNullException">The head or the parts are null.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static string Whole(AnswerHead head, IReadOnlyList<CompletionChunk> parts, int promptTokens)
    {
        // TODO M10.E1: join, count, and write.
        #region Solution
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(parts);
        var message = new { role = "assistant", content = string.Concat(parts.Select(part => part.Text)) };
        return Json(new
        {
            id = head.Id,
            @object = "chat.completion",
            created = head.Created,
            model = head.Model,
            choices = new[] { new { index = 0, message, finish_reason = Reason(parts[^1].Finish) } },
            usage = Usage(promptTokens, parts.Count(part => part.Token is not null)),
        });
        #endregion
    }

    /// <summary>Makes the events of a streamed answer, each when its part is there.</summary>
    /// <remarks>
    /// Every event is <c>{"id":"…","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":D,"finish_reason":F}]}</c>. The first, as soon as the first part is there, has
    /// D <c>{"role":"assistant","content":""}</c>; then one for each part that has text, with D <c>{"content":"…"}</c>; F is null in all of these. Then one with D <c>{}</c> and F <c>"stop"</c> or <c>"length"</c>.
    /// With the usage, one more follows, whose <c>choices</c> is <c>[]</c> and behind it <c>"usage":{…}</c>; in all the others <c>"usage":null</c> then stands behind the choices. Without, there is no usage anywhere.
    /// </remarks>
    /// <param name="head">What each event begins with.</param>
    /// <param name="parts">The reply's parts, the last of which has a reason to end.</param>
    /// <param name="usageOf">The number of tokens of the conversation where the usage is wanted; null where not.</param>
    /// <param name="cancellationToken">Handed to the parts.</param>
    /// <returns>The JSON of each event.</returns>
    /// <exception cref="ArgumentNullException">The head or the parts are null; thrown by the call itself.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static IAsyncEnumerable<string> Chunks(AnswerHead head, IAsyncEnumerable<CompletionChunk> parts, int? usageOf, CancellationToken cancellationToken = default)
    {
        // TODO M10.E1: an event for the role, one for each text, one for the end, and one for the usage where it is wanted.
        #region Solution
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(parts);
        return EventsAsync(head, parts, usageOf, cancellationToken);
        #endregion
    }

    #region Solution
    // Letters as they are: the escapes of the default are for HTML, and triple the bytes of Japanese.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async IAsyncEnumerable<string> EventsAsync(AnswerHead head, IAsyncEnumerable<CompletionChunk> parts, int? usageOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int tokens = 0;
        bool begun = false;
        FinishReason? finish = null;
        await foreach (CompletionChunk part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!begun) yield return Event(new { role = "assistant", content = "" });
            begun = true;
            if (part.Token is not null) tokens++;
            if (part.Text.Length > 0) yield return Event(new { content = part.Text });
            finish = part.Finish;
        }

        yield return Event(new { }, Reason(finish));
        if (usageOf is { } prompt) yield return WithChoices([], Usage(prompt, tokens));

        string Event(object delta, string? reason = null) => WithChoices([new { index = 0, delta, finish_reason = reason }], null);

        string WithChoices(object[] choices, object? usage) => usageOf is null
            ? Json(new { id = head.Id, @object = "chat.completion.chunk", created = head.Created, model = head.Model, choices })
            : Json(new { id = head.Id, @object = "chat.completion.chunk", created = head.Created, model = head.Model, choices, usage });
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, Plain);

    private static string Reason(FinishReason? finish) => finish == FinishReason.Length ? "length" : "stop";

    private static object Usage(int prompt, int reply) => new { prompt_tokens = prompt, completion_tokens = reply, total_tokens = prompt + reply };
    #endregion
}
