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
        throw new NotImplementedException("M10.E1: join, count, and write.");
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
        throw new NotImplementedException("M10.E1: an event for the role, one for each text, one for the end, and one for the usage where it is wanted.");
    }
}
