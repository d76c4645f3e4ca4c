using System.Net;
using System.Text;
using VerifyXunit;

namespace LLMCourse.LlmServers.Tests;

/// <summary>What is answered to requests that are wrong.</summary>
public sealed class ErrorTests
{
    private const string Good = "\"model\":\"local-model\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    private static readonly (string Path, string Body)[] Bad =
    [
        (Requests.Chat, "{"),
        (Requests.Chat, ""),
        (Requests.Chat, "[1]"),
        (Requests.Chat, "{\"model\":\"local-model\",\"model\":\"other\"}"),
        (Requests.Chat, "{\"model\":\"\\ud800\"}"),
        (Requests.Chat, "{\"messages\":[]}"),
        (Requests.Chat, "{\"model\":\"gpt-4\",\"messages\":[]}"),
        (Requests.Chat, "{\"model\":7}"),
        (Requests.Chat, "{\"model\":\"local-model\"}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":\"hi\"}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[\"hi\"]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"user\"}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"assistant\",\"content\":null}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"x\"}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"user\",\"content\":\"x\"}]}"),
        (Requests.Chat, "{\"model\":\"local-model\",\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"mood\":1}]}"),
        (Requests.Chat, $"{{{Good},\"temprature\":1}}"),
        (Requests.Chat, $"{{{Good},\"temperature\":2.5}}"),
        (Requests.Chat, $"{{{Good},\"temperature\":\"hot\"}}"),
        (Requests.Chat, $"{{{Good},\"top_p\":-0.1}}"),
        (Requests.Chat, $"{{{Good},\"n\":2}}"),
        (Requests.Chat, $"{{{Good},\"seed\":1.5}}"),
        (Requests.Chat, $"{{{Good},\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}}"),
        (Requests.Chat, $"{{{Good},\"stop\":\"\"}}"),
        (Requests.Chat, $"{{{Good},\"stop\":5}}"),
        (Requests.Chat, $"{{{Good},\"max_tokens\":0}}"),
        (Requests.Chat, $"{{{Good},\"max_tokens\":5,\"max_completion_tokens\":5}}"),
        (Requests.Chat, $"{{{Good},\"presence_penalty\":0.5}}"),
        (Requests.Chat, $"{{{Good},\"logit_bias\":{{\"999\":1}}}}"),
        (Requests.Chat, $"{{{Good},\"top_logprobs\":2}}"),
        (Requests.Chat, $"{{{Good},\"logprobs\":true,\"top_logprobs\":21}}"),
        (Requests.Chat, $"{{{Good},\"stream_options\":{{\"include_usage\":true}}}}"),
        (Requests.Chat, $"{{{Good},\"tool_choice\":\"auto\"}}"),
        (Requests.Chat, $"{{{Good},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"a b\"}}}}]}}"),
        (Requests.Chat, $"{{{Good},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\"}}}}],\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"g\"}}}}}}"),
        (Requests.Chat, $"{{{Good},\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"strict\":true,\"parameters\":{{\"type\":\"string\",\"pattern\":\"a\"}}}}}}]}}"),
        (Requests.Chat, $"{{{Good},\"response_format\":{{\"type\":\"xml\"}}}}"),
        (Requests.Chat, $"{{{Good},\"response_format\":{{\"type\":\"json_schema\"}}}}"),
        (Requests.Chat, $"{{{Good},\"response_format\":{{\"type\":\"json_schema\",\"json_schema\":{{\"name\":\"t\",\"schema\":{{\"type\":\"number\",\"minimum\":3}}}}}}}}"),
        (Requests.Chat, $"{{{Good},\"functions\":[]}}"),
        (Requests.Chat, $"{{{Good},\"modalities\":[\"audio\"]}}"),
        ("/v1/completions", "{\"model\":\"local-model\"}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":[\"a\",\"b\"]}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":[1,257]}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":[]}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":\"a\",\"max_tokens\":0}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":\"a\",\"best_of\":2}"),
        ("/v1/completions", "{\"model\":\"local-model\",\"prompt\":\"0123456789012345678901234567890123456789\"}"),
        ("/v1/embeddings", "{\"model\":\"local-model\"}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":\"\"}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":[\"a\",\"\"]}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":[]}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":[[1],[\"a\"]]}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":\"a\",\"dimensions\":3}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":\"a\",\"encoding_format\":\"hex\"}"),
        ("/v1/embeddings", "{\"model\":\"local-model\",\"input\":[\"a\",\"0123456789012345678901234567890123456789\"]}"),
        ("/v1/models", "{}"),
        ("/v1/responses", "{}"),
    ];

    [Fact]
    public async Task BadRequests_EachHasAStatusAndSaysWhatToDo()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hi") { ContextLength = 32 });
        using HttpClient http = server.CreateClient();
        var text = new StringBuilder();
        foreach ((string path, string body) in Bad)
        {
            (int status, string answer) = await http.SendAsync(path, body);
            _ = text.Append(path).Append(' ').Append(body).Append('\n').Append(status).Append(' ').Append(answer).Append("\n\n");
            if (path == Requests.Chat && body.Contains(Good, StringComparison.Ordinal)
                && !body.Contains("stream", StringComparison.Ordinal))
                Assert.Equal((status, answer),
                    await http.SendAsync(path, body.Replace(Good, Good + ",\"stream\":true", StringComparison.Ordinal)));
        }

        Assert.DoesNotContain("\n200 ", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\n500 ", text.ToString(), StringComparison.Ordinal);
        await Verifier.Verify(text.ToString());
    }

    [Fact]
    public async Task Context_Full_IsAnErrorBeforeTheStream()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hi") { ContextLength = 8 });
        using HttpClient http = server.CreateClient();

        (int status, string body) = await http.SendAsync(Requests.Chat,
            "{\"model\":\"local-model\",\"messages\":[{\"role\":\"user\",\"content\":\"123456789\"}],\"stream\":true}");

        Assert.Equal(400, status);
        Assert.Contains("\"param\":\"messages\",\"code\":\"context_length_exceeded\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_TooLargeOrOfAnotherKind_IsRefused()
    {
        await using LlmServer server =
            await LlmServer.StartInMemoryAsync(new ScriptedModel("hi"), new LlmServerOptions { MaxRequestBytes = 500 });
        using HttpClient http = server.CreateClient();
        string large = $"{{{Good.Replace("\"x\"", $"\"{new string('x', 1000)}\"", StringComparison.Ordinal)}}}";
        using HttpRequestMessage chunked = Requests.Post(Requests.Chat, large),
            text = Requests.Post(Requests.Chat, $"{{{Good}}}", "text/plain");
        chunked.Headers.TransferEncodingChunked = true;
        using var latin = new HttpRequestMessage(HttpMethod.Post, Requests.Chat)
        {
            Content = new ByteArrayContent([.. "{\"model\":\""u8, 0xE9, .. "\"}"u8]) { Headers = { ContentType = new("application/json") } }
        };

        (int announced, string body) = await http.SendAsync(Requests.Chat, large);
        using HttpResponseMessage streamed = await http.SendAsync(chunked), plain = await http.SendAsync(text),
            bytes = await http.SendAsync(latin);

        Assert.Equal(413, announced);
        Assert.Contains("request_too_large", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, streamed.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, plain.StatusCode);
        Assert.Contains("text/plain", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, bytes.StatusCode);
        Assert.Contains("not valid UTF-8", await bytes.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepted_WhatChangesNothing_IsNoError()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hi"));
        using HttpClient http = server.CreateClient();

        (int status, string body) = await http.SendAsync(Requests.Chat, $$"""
            {{{Good}},"user":"u","store":false,"metadata":{"a":"b"},"service_tier":"auto","safety_identifier":"s","prompt_cache_key":"k","n":1,"frequency_penalty":0,
            "presence_penalty":0.0,"modalities":["text"],"response_format":{"type":"text"},"stop":null,"tools":null,"seed":-1,"top_p":1,"logit_bias":{"104":-1.5},"parallel_tool_calls":true}
            """);

        Assert.True(status == 200, body);
    }
}
