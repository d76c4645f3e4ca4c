using System.Diagnostics;
using LLMCourse.M10;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Metrics as Prometheus' own tool reads them: it parses them, and finds nothing to complain of.</summary>
[Trait("Needs", "promtool")]
public sealed class PromtoolTests
{
    [PromtoolFact]
    public async Task Metrics_OfTheServer_AreFlawless()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello"));
        using HttpClient http = server.CreateClient();
        _ = await http.AskAsync(Requests.Chat, """{"model":"local-model","messages":[{"role":"user","content":"x"}]}""");
        string text = "";
        Assert.True(SpinWait.SpinUntil(
            () => (text = http.GetStringAsync("/metrics").GetAwaiter().GetResult()).Contains("llm_requests_total{",
                StringComparison.Ordinal), TimeSpan.FromSeconds(60)), text);

        Assert.Equal((0, ""), await CheckAsync(text));
    }

    [PromtoolFact]
    public async Task Metrics_OfModule10_AreFlawless()
    {
        LatencyHistogram histogram = new([0.1, 1]);
        foreach (double value in new[] { 0.05, 0.1, 0.7, 9 }) histogram.Record(value);
        Dictionary<string, string> none = [], odd = new() { ["route"] = "/a \"b\"\\\n日本", ["code"] = "200" };
        string text = PrometheusText.Write(
        [
            new MetricFamily("gen_ai.server.time_to_first_token_seconds", "From the request\nto its first token \\.", "histogram",
                [new MetricSeries(odd, 0, histogram.Snapshot()), new MetricSeries(none, 0, histogram.Snapshot())]),
            new MetricFamily("llm.requests", "Requests.", "counter", [new MetricSeries(odd, 3)]),
            new MetricFamily("llm.load", "How busy it is.", "gauge",
                [new MetricSeries(none, double.PositiveInfinity), new MetricSeries(odd, double.NaN)]),
        ]);

        Assert.Equal((0, ""), await CheckAsync(text));
    }

    [PromtoolFact]
    public async Task Metrics_WithAFault_AreNotFlawless()
    {
        Assert.NotEqual(0, (await CheckAsync("# HELP a_total A.\n# TYPE a_total counter\na_total{b=\"c} 1\n")).Code);
        Assert.NotEqual(0, (await CheckAsync("# HELP a A.\n# TYPE a counter\na 1\n")).Code);
    }

    private static async Task<(int Code, string Said)> CheckAsync(string text)
    {
        using Process tool = Process.Start(
            new ProcessStartInfo(PromtoolFactAttribute.Promtool!,
                ["check", "metrics"])
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = tool.StandardOutput.ReadToEndAsync(), errors = tool.StandardError.ReadToEndAsync();
        await tool.StandardInput.WriteAsync(text);
        tool.StandardInput.Close();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await tool.WaitForExitAsync(limit.Token);
        return (tool.ExitCode, await output + await errors);
    }
}
