using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Requests as text, for what the official client cannot send or does not show.</summary>
internal static class Requests
{
    public const string Chat = "/v1/chat/completions";

    public static HttpRequestMessage Post(string path, string json, string contentType = "application/json") => new(HttpMethod.Post, path)
    {
        Content =
            new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
    };

    public static async Task<(int Status, string Body)> SendAsync(this HttpClient http, string path, string json)
    {
        using HttpRequestMessage request = Post(path, json);
        using HttpResponseMessage response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonElement> AskAsync(this HttpClient http, string path, string json)
    {
        (int status, string body) = await http.SendAsync(path, json);
        Assert.True(status == 200, body);
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    public static async Task<HttpResponseMessage> OpenAsync(this HttpClient http, string path, string json,
        CancellationToken cancellationToken = default)
    {
        using HttpRequestMessage request = Post(path, json);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The data of each event.</summary>
    public static string[] Events(string stream)
    {
        Assert.EndsWith("\n\n", stream, StringComparison.Ordinal);
        return [.. stream[..^2].Split("\n\n")
            .Select(text => text.StartsWith("data: ", StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal)
                ? text[6..]
                : throw new InvalidDataException(text))];
    }
}
