using System.Text.RegularExpressions;
using VerifyXunit;

namespace LLMCourse.LlmServers.Tests;

public sealed partial class MetricsTests
{
    private const string Good = """{"model":"local-model","messages":[{"role":"user","content":"x"}]}""";

    [Fact]
    public async Task Metrics_AfterRequests_CountThisServersOwn()
    {
        using var gate = new Gate();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var model = new ScriptedModel("hello")
        {
            BeforeToken = async (token, cancellationToken) =>
            {
                await gate.WaitAsync(token, cancellationToken);
                if (token == 0)
                    clock.Advance(TimeSpan.FromMilliseconds(30));
            },
        };
        await using LlmServer server = await LlmServer.StartInMemoryAsync(model, new LlmServerOptions { TimeProvider = clock }),
            other = await LlmServer.StartInMemoryAsync(new ScriptedModel("x"));
        using HttpClient http = server.CreateClient(), otherHttp = other.CreateClient();
        gate.Let(6);
        _ = await http.AskAsync(Requests.Chat, Good);
        _ = await http.SendAsync(Requests.Chat, "{}");
        _ = await http.GetAsync("/nowhere/1");
        _ = await http.GetAsync("/nowhere/2");
        _ = await otherHttp.AskAsync(Requests.Chat, Good);
        using HttpResponseMessage open =
            await http.OpenAsync(Requests.Chat, Good.Replace("}]", "}],\"stream\":true", StringComparison.Ordinal));

        // A request is counted when the server is done with it, which may be a moment after its client is.
        string text = "";
        Assert.True(SpinWait.SpinUntil(
            () => (text = Scope().Replace(http.GetStringAsync("/metrics").GetAwaiter().GetResult(), "")).Contains(
                "llm_requests_in_flight{route=\"/v1/chat/completions\"} 1\n", StringComparison.Ordinal)
                && text.Contains("llm_requests_in_flight{route=\"other\"} 0\n", StringComparison.Ordinal)
                    && text.Contains("llm_time_to_first_token_seconds_count{route=\"/v1/chat/completions\"} 1\n", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)), text);

        await Verifier.Verify(string.Join('\n',
            text.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal)
                && !line.Contains("\"/metrics\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Metrics_ClientLeaves_CountsTheTokensThatWereWritten()
    {
        using var gate = new Gate();
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello") { BeforeToken = gate.WaitAsync });
        using HttpClient http = server.CreateClient();
        HttpResponseMessage open = await http.OpenAsync(Requests.Chat, Good.Replace("}]", "}],\"stream\":true", StringComparison.Ordinal));
        gate.Let(2);
        Assert.True(SpinWait.SpinUntil(() => gate.Begun == 3, TimeSpan.FromSeconds(60)));

        open.Dispose();
        string text = "";
        Assert.True(SpinWait.SpinUntil(
            () => (text = http.GetStringAsync("/metrics").GetAwaiter().GetResult()).Contains("status=\"499\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)));

        Assert.Contains("direction=\"out\",route=\"/v1/chat/completions\"} 2", Scope().Replace(text, ""), StringComparison.Ordinal);
    }

    /// <summary>What the exporter adds: the meter, and the time, which a fake clock does not tell it.</summary>
    [GeneratedRegex("otel_scope_name=\"[^\"]*\",| [0-9]{13}$", RegexOptions.Multiline)]
    private static partial Regex Scope();
}
