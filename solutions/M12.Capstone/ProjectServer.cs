using LLMCourse.Reference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
#region Solution
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
#endregion

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
        #region Solution
        foreach (int limit in new[] { options.MaxBodyBytes, options.MaxTexts, options.MaxTextLength, options.MaxConcurrent, options.RetryAfterSeconds }) ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(options));
        SemaphoreSlim slots = new(options.MaxConcurrent);
        _ = routes.MapGet("/healthz", context => WriteAsync(context, 200, new { status = "ok", model = options.Model.Current.Version }));
        _ = routes.MapGet("/v1/models", context => WriteAsync(context, 200, new { @object = "list", data = new[] { new { id = options.Model.Current.Version, @object = "model", created = 0, owned_by = "course" } } }));
        _ = routes.MapPost("/v1/classify", async context =>
        {
            Work work = new(options.NewId());
            using Activity? span = Source.StartActivity("classify", ActivityKind.Server);
            bool hasSlot = slots.Wait(0);
            try
            {
                ServiceException? fault = null;
                object? answer = null;
                try
                {
                    if (!hasSlot) throw new ServiceException(429, "Too many requests are under way. Come again later.", "too_many_requests");
                    answer = await ClassifyAsync(context, options, work);
                }
                catch (Exception e)
                {
                    fault = context.RequestAborted.IsCancellationRequested ? new ServiceException(499, "The client is gone.", "client_closed_request")
                        : e as ServiceException ?? new ServiceException(500, "The server had an error.", "internal_error");
                }

                int status = fault?.Status ?? 200;
                _ = span?.SetTag("request.id", work.Id).SetTag("http.response.status_code", status);
                if (status >= 500) _ = span?.SetStatus(ActivityStatusCode.Error);
                Note(options, new ServiceRecord(work.Id, status, fault?.Code, work.Model, work.Texts, work.Blocked, work.Redacted));
                if (status == 499) return;
                context.Response.Headers["X-Request-Id"] = work.Id;
                if (status == 429) context.Response.Headers.RetryAfter = options.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                await WriteAsync(context, status, answer ?? new { error = new { message = fault!.Message, type = fault.Type, param = fault.Param, code = fault.Code } });
            }
            finally
            {
                if (hasSlot) _ = slots.Release();
            }
        });
        #endregion
    }

    #region Solution
    private static readonly ActivitySource Source = new("LLMCourse.Capstone");
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<object> ClassifyAsync(HttpContext context, ProjectServerOptions options, Work work)
    {
        IReadOnlyList<string> texts = ClassifyReader.Read(await BodyAsync(context.Request, options.MaxBodyBytes, context.RequestAborted), options);
        work.Texts = texts.Count;
        string?[] guarded = await GuardAsync(texts, options, work, context.RequestAborted);
        ServedModel model = options.Model.Current;
        string[] allowed = [.. guarded.OfType<string>()];

        // A guard or a model may not have listened; for a client that is gone there is no answer all the same.
        context.RequestAborted.ThrowIfCancellationRequested();
        Queue<(string Label, double Score)> predictions = new(allowed.Length == 0 ? [] : await PredictAsync(allowed, model, work, context.RequestAborted));
        context.RequestAborted.ThrowIfCancellationRequested();
        List<object> results = [];
        for (int i = 0; i < guarded.Length; i++)
        {
            if (guarded[i] is null)
            {
                results.Add(new { blocked = true });
                continue;
            }

            (string label, double score) = predictions.Dequeue();
            results.Add(guarded[i] == texts[i] ? new { label, score } : new { label, score, redacted = true });
        }

        return new { id = work.Id, model = model.Version, results };
    }

    private static async Task<string?[]> GuardAsync(IReadOnlyList<string> texts, ProjectServerOptions options, Work work, CancellationToken gone)
    {
        using Activity? span = Source.StartActivity("guard");
        try
        {
            string?[] guarded = new string?[texts.Count];
            for (int i = 0; i < texts.Count; i++)
            {
                guarded[i] = await options.Guard(texts[i], gone);
                if (guarded[i] is null) work.Blocked++;
                else if (guarded[i] != texts[i]) work.Redacted++;
            }

            return guarded;
        }
        catch (Exception)
        {
            // A guard that cannot look lets nothing through.
            _ = span?.SetStatus(ActivityStatusCode.Error);
            throw new ServiceException(503, "The texts cannot be checked at the moment.", "guard_unavailable");
        }
        finally
        {
            _ = span?.SetTag("texts", texts.Count).SetTag("blocked", work.Blocked).SetTag("redacted", work.Redacted);
        }
    }

    private static async Task<IReadOnlyList<(string Label, double Score)>> PredictAsync(string[] texts, ServedModel model, Work work, CancellationToken gone)
    {
        using Activity? span = Source.StartActivity("predict");
        _ = span?.SetTag("texts", texts.Length).SetTag("model.version", model.Version);
        work.Model = model.Version;
        try
        {
            IReadOnlyList<(string Label, double Score)> predictions = await model.Predict(texts, gone);
            return predictions.Count == texts.Length && predictions.All(x => x.Label is not null && double.IsFinite(x.Score)) ? predictions : throw new InvalidOperationException("The model did not give a label and a score for each text.");
        }
        catch (Exception)
        {
            _ = span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, int most, CancellationToken gone)
    {
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase)) throw new ServiceException(415, "The body must be JSON: Content-Type: application/json.", "unsupported_content_type");
        byte[] bytes = new byte[most + 1];
        int count = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, gone);
        return count <= most ? bytes.AsMemory(0, count) : throw new ServiceException(413, $"The body must have at most {most} bytes.", "request_too_large");
    }

    private static void Note(ProjectServerOptions options, ServiceRecord record)
    {
        try
        {
            options.Audit(record);
        }
        catch (Exception)
        {
            // The answer does not depend on whether it could be noted.
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, object answer)
    {
        string json = JsonSerializer.Serialize(answer, Plain);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(json);
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    // What is known of a request so far.
    private sealed class Work(string id)
    {
        public string Id => id;

        public string? Model { get; set; }

        public int Texts { get; set; }

        public int Blocked { get; set; }

        public int Redacted { get; set; }
    }
    #endregion
}
