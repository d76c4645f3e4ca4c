using LLMCourse.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LLMCourse.M12;

/// <summary>The routes of a small service that classifies texts.</summary>
public static class ProjectServer
{
    /// <summary>Adds <c>POST /v1/classify</c>, <c>GET /v1/models</c> and <c>GET /healthz</c> to a server.</summary>
    /// <remarks>
    /// <para><b>Answers</b> are JSON with <c>Content-Type: application/json</c> and their <c>Content-Length</c>, with letters as they are (<c>JavaScriptEncoder.UnsafeRelaxedJsonEscaping</c>). Models: <c>{"object":"list","data":[{"id":"v3","object":"model","created":0,"owned_by":"course"}]}</c>.
    /// Health: <c>{"status":"ok","model":"v3"}</c>. Both are of the version that serves now, and neither counts as a request below.</para>
    /// <para><b>Classify</b>: <c>{"id":"req-1","model":"v3","results":[{"label":"sport","score":0.75},{"blocked":true},{"label":"events","score":0.5,"redacted":true}]}</c>, a result for each text, in their order. Every answer of this route, also a fault, has the request's id, made once, in the header <c>X-Request-Id</c>.</para>
    /// <para>One after the other, and the first fault is the answer:</para>
    /// <list type="number">
    /// <item>While MaxConcurrent requests are under way, a further one is 429 <c>too_many_requests</c> at once, with <c>Retry-After</c> in seconds. A request is under way until its answer is written or its client is gone, however it ends.</item>
    /// <item>The content type is <c>application/json</c>, in any case and whatever stands behind a semicolon; else 415 <c>unsupported_content_type</c>.</item>
    /// <item>The body has at most MaxBodyBytes, whether its length was announced or not; else 413 <c>request_too_large</c>, and no more than a byte above is read.</item>
    /// <item><see cref="ClassifyReader.Read"/>.</item>
    /// <item>The guard sees each text, one after the other. What it gives goes on in the text's place; where it gives null the text is blocked, and no model sees it. If it throws, nothing goes on: 503 <c>guard_unavailable</c>.</item>
    /// <item><see cref="ActiveModel.Current"/> is read, once: this version is asked, and named in the answer. It is asked once with all texts that are not blocked, and not at all if there are none. If it throws, or does not give a label and a finite score for each text, the answer is 500 <c>internal_error</c>.</item>
    /// </list>
    /// <para><b>Faults</b> are <c>{"error":{"message":"…","type":"…","param":null,"code":"…"}}</c> (<see cref="ServiceException"/>). No answer says what an exception said.</para>
    /// <para><b>Who hangs up</b> ends the work: guard and model get <see cref="HttpContext.RequestAborted"/>, and nothing is answered.</para>
    /// <para><b>Audit</b> is called once a request to classify, with what became of it, before its answer is written, so that what a client has is always noted. What it throws changes nothing.</para>
    /// <para><b>Spans</b> come from an <c>ActivitySource</c> named <c>LLMCourse.Capstone</c>: <c>classify</c> (kind Server; tags <c>request.id</c>, <c>http.response.status_code</c>, an int, 499 where the client is gone) for each such request, and as its children <c>guard</c> (<c>texts</c>, <c>blocked</c>, <c>redacted</c>: ints) where the guard was asked and <c>predict</c> (<c>texts</c>, <c>model.version</c>)
    /// where the model was. A span whose work threw has the status Error, without a description, and so has <c>classify</c> with a status of 500 or more. The counts of a guard that throws are those up to there. Nothing of a text stands in them.</para>
    /// </remarks>
    /// <param name="routes">The server's routes.</param>
    /// <param name="options">What it needs, and its limits.</param>
    /// <exception cref="ArgumentException">An argument is null, or a limit is below 1.</exception>
    [Exercise("M12.E6", Title = "Service", Weight = 4)]
    public static void Map(IEndpointRouteBuilder routes, ProjectServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(options);
        // TODO M12.E6: MapGet and MapPost with a RequestDelegate each; take a slot, read, guard, predict, note, answer.
        throw new NotImplementedException("M12.E6: MapGet and MapPost with a RequestDelegate each; take a slot, read, guard, predict, note, answer.");
    }
}
