using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LLMCourse.LlmServers.Faults;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Tests that measure the process's memory, and run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}

/// <summary>Ten thousand requests over 64 connections, one in a hundred of which fails: each has an end that can
/// be named, and nothing is left behind.</summary>
[Collection(AloneTests.Name)]
public sealed class LoadTests
{
    private const int Rounds = 10, Requests = 1_000, Connections = 64, WarmRounds = 3;
    private const string Answered = "answered", Lost = "connection lost";
    private const string Ask = """{"model":"local-model","messages":[{"role":"user","content":"x"}],"stream":true}""";

    private static readonly (Fault Fault, string End)[] Faults =
    [
        (Fault.Status(429), "status 429"), (Fault.Status(503), "status 503"), (Fault.ConnectionRefused, Lost),
        (Fault.ConnectionClosed, Lost), (Fault.EmptyBody, "no stream"), (Fault.BrokenJson, "no stream"),
        (Fault.ErrorInStream(2), "error in the stream"), (Fault.CutBetweenEvents(2), Lost), (Fault.CutInsideEvent(1), Lost),
        (Fault.CutInsideEvent(3), Lost),
    ];

    [Fact]
    public async Task TenThousandRequests_OneInAHundredFails_AllEndAndNothingStays()
    {
        await using LlmServer server = await LlmServer.StartAsync(new ScriptedModel("hello"));
        ConcurrentDictionary<string, int> ends = new(StringComparer.Ordinal);
        long warm = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await RunAsync(server, ends);
            if (round == WarmRounds - 1) warm = GC.GetTotalMemory(forceFullCollection: true);
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - warm;
        Dictionary<string, int> expected = Faults.GroupBy(fault => fault.End).ToDictionary(end => end.Key, end => Rounds * end.Count());
        expected[Answered] = Rounds * (Requests - Faults.Length);
        Assert.Equal(expected.OrderBy(end => end.Key, StringComparer.Ordinal), ends.OrderBy(end => end.Key, StringComparer.Ordinal));
        Assert.True(grown < 8 << 20, $"{grown >> 10} KiB more than after {WarmRounds * Requests} requests.");
        using HttpClient http = server.CreateClient();
        string inFlight = "";
        Assert.True(SpinWait.SpinUntil(
            () => (inFlight = http.GetStringAsync("/metrics").GetAwaiter().GetResult()).Split('\n')
                .Any(line => line.StartsWith("llm_requests_in_flight{", StringComparison.Ordinal)
                    && line.Contains("chat/completions\"} 0", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60)), inFlight);
    }

    private static async Task RunAsync(LlmServer server, ConcurrentDictionary<string, int> ends)
    {
        SocketsHttpHandler handler = server.CreateHandler();
        handler.MaxConnectionsPerServer = Connections;
        int apart = Requests / Faults.Length;
        using FaultProxy proxy =
            new(handler, Enumerable.Range(0, Requests).Select(i => i % apart == apart / 2 ? Faults[i / apart].Fault : Fault.None));
        using HttpClient http = new(proxy) { BaseAddress = server.Address };
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (_, cancellationToken) => ends.AddOrUpdate(await AskAsync(http, cancellationToken), 1, (_, count) => count + 1));
    }

    private static async Task<string> AskAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using StringContent body = new(Ask, Encoding.UTF8, "application/json");
            using HttpRequestMessage request = new(HttpMethod.Post, LlmServers.Tests.Requests.Chat) { Content = body };
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK) return $"status {(int)answer.StatusCode}";
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)
                ? Answered
                : text.Contains("\"error\"", StringComparison.Ordinal) ? "error in the stream" : "no stream";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Lost;
        }
    }
}
