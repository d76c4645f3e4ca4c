using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LLMCourse.M10;

/// <summary>The routes by which OpenAI's clients ask a model.</summary>
public static class LlmEndpoint
{
    /// <summary>Adds <c>GET /v1/models</c> and <c>POST /v1/chat/completions</c> to a server.</summary>
    /// <remarks>
    /// <para><b>Models</b>: <c>{"object":"list","data":[{"id":"m","object":"model","created":0,"owned_by":"course"}]}</c>.</para>
    /// <para><b>Chat</b>: the content type must be <c>application/json</c>, whatever follows behind a semicolon, else the answer is 415 with <c>unsupported_content_type</c>. A body of more than
    /// <see cref="EndpointOptions.MaxBodyBytes"/> is 413 with <c>request_too_large</c>, whether its length was announced or not, and no more of it is read than one byte above. Then <see cref="RequestReader.Read"/> decides.
    /// A whole answer is JSON with its <c>Content-Length</c>. A streamed one is <c>text/event-stream</c> with <c>Cache-Control: no-cache</c>, and begins when the model's first part is there.</para>
    /// <para><b>Faults</b> are <c>{"error":{"message":"…","type":"…","param":null,"code":"…"}}</c>, as JSON with their status. A <see cref="ContextLengthException"/> is 400 with <c>context_length_exceeded</c> at <c>messages</c> and its own message; anything
    /// else that the model throws is 500 with <c>internal_error</c>, and the answer says nothing of the exception. All of that holds for streams too until the first part is there; once the answer has begun, a fault cuts the
    /// connection (<see cref="HttpContext.Abort"/>): a reply that ends as if it were whole would deceive.</para>
    /// <para><b>Who hangs up</b> ends the work: the model gets <see cref="HttpContext.RequestAborted"/>, and the request ends without an answer or an error.</para>
    /// </remarks>
    /// <param name="routes">The server's routes.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentNullException">There are no routes, or no model.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static void Map(IEndpointRouteBuilder routes, EndpointModel model, EndpointOptions? options = null)
    {
        // TODO M10.E1: MapGet and MapPost with a RequestDelegate each; read, answer, and turn every exception into its answer.
        throw new NotImplementedException("M10.E1: MapGet and MapPost with a RequestDelegate each; read, answer, and turn every exception into its answer.");
    }
}
