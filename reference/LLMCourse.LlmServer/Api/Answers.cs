using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.LlmServers.Audit;

namespace LLMCourse.LlmServers.Api;

/// <summary>Writes answers. What is in them is named as on the wire.</summary>
internal static class Answers
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a string as JSON, with no more escapes than needed.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text, Options);

    /// <summary>Writes a value as JSON without spaces.</summary>
    public static string Text(JsonElement value) => JsonSerializer.Serialize(value, Options);

    public static byte[] Bytes(object answer) => JsonSerializer.SerializeToUtf8Bytes(answer, Options);

    public static async Task WriteAsync(HttpContext context, object answer, int status = StatusCodes.Status200OK)
    {
        byte[] bytes = Bytes(answer);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        AuditedCall.Of(context)?.Write(status);
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    public static Task WriteErrorAsync(HttpContext context, ApiException error) =>
        WriteAsync(context, new { error = new { message = error.Message, type = error.Type, param = error.Parameter, code = error.Code } },
            error.Status);
}
