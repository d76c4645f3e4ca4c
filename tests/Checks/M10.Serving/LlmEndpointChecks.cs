using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;

namespace LLMCourse.Checks.M10;

public sealed class FramesEvents() : VisibleCheck("M10.E1.events", "writes events as the HTML standard says, each at once")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string[] texts) in new[] { ("none", (string[])[]), ("one", ["{}"]), ("three", ["a", "", "c "]),
            ("letters", ["Zoë 日本 😀"]), ("several lines", ["a\nb", "c\r\nd\re", "\n"]) })
        {
            using NotedStream output = new();
            ServerSentEvents.WriteAsync(output, output.Note(texts), CancellationToken.None).GetAwaiter().GetResult();
            probe.Observe($"{name}: bytes", Encoding.UTF8.GetString(output.ToArray()).Replace("\n", "⏎", StringComparison.Ordinal)
                .Replace("\r", "␍", StringComparison.Ordinal));
            probe.Observe($"{name}: sent when the next is asked for", string.Join(' ', output.SentBefore));
            probe.Observe($"{name}: open, and never written to synchronously", output.IsOpen && !output.IsSynchronous);
            probe.Observe($"{name}: nothing is left to flush", output.IsFlushed);
        }

        using CancellationTokenSource mayStop = new();
        using NotedStream heard = new();
        ServerSentEvents.WriteAsync(heard, heard.NoteToken(), mayStop.Token).GetAwaiter().GetResult();
        probe.Observe("the token is handed to", heard.TokensOf());

        using NotedStream cut = new();
        try
        {
            ServerSentEvents.WriteAsync(cut, NotedStream.Fail("a"), CancellationToken.None).GetAwaiter().GetResult();
            probe.Observe("an event fails", "nothing is thrown");
        }
        catch (TimeoutException)
        {
            probe.Observe("an event fails", Encoding.UTF8.GetString(cut.ToArray()).Replace("\n", "⏎", StringComparison.Ordinal));
        }

        using CancellationTokenSource stop = new();
        stop.Cancel();
        using NotedStream late = new();
        try
        {
            ServerSentEvents.WriteAsync(late, late.Note(["a"]), stop.Token).GetAwaiter().GetResult();
            probe.Observe("stopped before", "nothing is thrown");
        }
        catch (OperationCanceledException)
        {
            probe.Observe("stopped before", $"{late.Length} bytes");
        }

        probe.ObserveThrows<ArgumentException>("no stream",
            () => ServerSentEvents.WriteAsync(null!, late.Note([])).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no events", () => ServerSentEvents.WriteAsync(late, null!).GetAwaiter().GetResult());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("data: , the text, two line feeds, and a flush; every line of a text has its own data: .");
}

public sealed class AnswersWhole()
    : VisibleCheck("M10.E1.whole", "answers a request over HTTP, with all that OpenAI's clients read", points: 2)
{
    public override void Probe(Probe probe)
    {
        using EndpointRig rig = new(["Hel", "", "", "lo", " 日本"]);
        probe.Observe("models", rig.Client.GetStringAsync("v1/models").GetAwaiter().GetResult());
        probe.Observe("models: status", (int)rig.Client.GetAsync("v1/models").GetAwaiter().GetResult().StatusCode);
        probe.Observe("a reply", rig.Ask(EndpointRig.Body("Hi")));
        probe.Observe("the model was asked", $"{string.Join(" / ", rig.Turns.Select(turn => $"{turn.Role}: {turn.Text}"))}");
        probe.Observe("cut", rig.Ask(EndpointRig.Body("Hello", ",\"max_tokens\":1")));
        probe.Observe("its options reach the model", rig.Options?.MaxTokens == 1 && rig.Options.Sampling.Temperature == 1);
        probe.Observe("another type's name", rig.Ask(EndpointRig.Body("Hi"), "APPLICATION/JSON"));
        probe.Observe("chunked", rig.Ask(EndpointRig.Body("Hi"), chunked: true));
        using EndpointRig plain = new(["Hi"], maxBody: null);
        probe.Observe("without options", plain.Ask(EndpointRig.Body("Hi"))[..3]);
        using EndpointRig open = new(["Hi"], maxBody: int.MaxValue);
        probe.Observe("a body of any size is taken", open.Ask(EndpointRig.Body("Hi"), chunked: true)[..3]);
        using EndpointRig quoted = new(["Hi"], id: "the \"m\"\n\\");
        probe.Observe("models, where a name has marks in it", NameIn(quoted.Client.GetStringAsync("v1/models").GetAwaiter().GetResult()));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Tokens are the parts that have one, also those without text; created is in whole seconds.");

    private static string NameIn(string models)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(models);
            return json.RootElement.GetProperty("data")[0].GetProperty("id").GetString() ?? "null";
        }
        catch (System.Text.Json.JsonException)
        {
            return "no JSON";
        }
    }
}

public sealed class AnswersInPieces()
    : Check("M10.E1.stream", "answers in pieces: the role, each text, the end, the usage, [DONE]", points: 2)
{
    public override void Probe(Probe probe)
    {
        using EndpointRig rig = new(["Hel", "", "", "lo", " 日本 \"x\"\n"]);
        probe.Observe("a stream", Lines(rig.Ask(EndpointRig.Body("Hi", ",\"stream\":true"))));
        probe.Observe("with the usage",
            Lines(rig.Ask(EndpointRig.Body("Hi", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))));
        probe.Observe("cut, with the usage",
            Lines(rig.Ask(EndpointRig.Body("Hi", ",\"max_tokens\":2,\"stream\":true,\"stream_options\":{\"include_usage\":true}"))));
        using HttpRequestMessage request =
            new(HttpMethod.Post, EndpointRig.Chat)
            {
                Content = new StringContent(EndpointRig.Body("Hi", ",\"stream\":true"), Encoding.UTF8, "application/json")
            };
        using HttpResponseMessage answer = rig.Client.Send(request);
        probe.Observe("no cache may keep it", answer.Headers.CacheControl?.ToString() ?? "");
        using EndpointRig empty = new([]);
        probe.Observe("nothing but an end", Lines(empty.Ask(EndpointRig.Body("Hi", ",\"stream\":true"))));

        using CancellationTokenSource mayStop = new();
        NotedParts parts = new(["", "a", "", "b"]);
        IAsyncEnumerator<string> events =
            ChatAnswers.Chunks(new AnswerHead("i", 1, "m"), parts.SayAsync(), null, mayStop.Token).GetAsyncEnumerator();
        List<string> log = [];
        while (events.MoveNextAsync().AsTask().GetAwaiter().GetResult()) log.Add($"{parts.Given}");
        events.DisposeAsync().AsTask().GetAwaiter().GetResult();
        probe.Observe("how many parts were there at each event", string.Join(' ', log));
        probe.Observe("the parts have the token", parts.HasToken);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The role in a piece of its own, no piece for a token without text, and the usage behind the end.");

    private static string Lines(string answer) => answer.Replace("\n", "⏎", StringComparison.Ordinal);
}

/// <summary>Parts of a reply that are counted as they are given.</summary>
internal sealed class NotedParts(string[] texts)
{
    public int Given { get; private set; }

    public bool HasToken { get; private set; }

    public async IAsyncEnumerable<CompletionChunk> SayAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HasToken = cancellationToken.CanBeCanceled;
        foreach ((int i, string text) in texts.Index())
        {
            await Task.Yield();
            Given++;
            yield return new CompletionChunk(text, false,
                new CompletionToken(new TokenProbability(i, Encoding.UTF8.GetBytes(text), 0), []), null);
        }

        Given++;
        yield return new CompletionChunk("!", false, null, FinishReason.Stop);
    }
}

public sealed class SendsAtOnce() : Check("M10.E1.at-once", "sends each piece while the model still writes the next one")
{
    public override void Probe(Probe probe)
    {
        using SemaphoreSlim gate = new(0);
        using EndpointRig rig = new(["a", "b", "c"]) { BeforeToken = (_, stop) => gate.WaitAsync(stop) };
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        List<string> seen = [];
        try
        {
            using HttpRequestMessage request =
                new(HttpMethod.Post, EndpointRig.Chat)
                {
                    Content = new StringContent(EndpointRig.Body("Hi", ",\"stream\":true"), Encoding.UTF8, "application/json")
                };
            _ = gate.Release();
            using HttpResponseMessage answer = rig.Client.Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            using StreamReader reader = new(answer.Content.ReadAsStream(limit.Token));
            for (int i = 0; i < 3; i++)
            {
                string? line;
                do line = reader.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult();
                while (line is not null && !line.Contains("\"content\":\"" + (char)('a' + i), StringComparison.Ordinal));
                seen.Add($"{(char)('a' + i)} when {rig.Given} of 3 were written");
                _ = gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            seen.Add("then nothing for seconds");
        }
        finally
        {
            _ = gate.Release(10);
        }

        probe.Observe("pieces", string.Join(", ", seen));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Flush each event; collect nothing before it is sent.");
}

public sealed class AnswersMany() : Check("M10.E1.many", "answers many at the same time, each with its own reply and id")
{
    public override void Probe(Probe probe)
    {
        using EndpointRig rig = new(["a", "b"]) { BeforeToken = static async (_, _) => await Task.Yield() };
        string[] answers = new string[32];
        _ = Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => answers[i] = rig.Ask(
                EndpointRig.Body(new string('x', i), i % 2 == 0 ? "" : ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")));
        probe.Observe("all well", answers.All(answer => answer.StartsWith("200", StringComparison.Ordinal)));
        probe.Observe("each its own prompt's tokens",
            answers.Select((answer, i) => answer.Contains($"\"prompt_tokens\":{i + 1},", StringComparison.Ordinal)).All(right => right));
        string[] ids = [.. answers.Select(answer => answer.Split("\"id\":\"")[^1].Split('"')[0])];
        probe.Observe("ids", ids.Distinct(StringComparer.Ordinal).Count());
        probe.Observe("an id for each answer, not for each event",
            answers.Where((_, i) => i % 2 == 1)
                .All(answer => answer.Split("\"id\":\"").Skip(1).Select(part => part.Split('"')[0]).Distinct(StringComparer.Ordinal)
                    .Count() == 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Nothing of a request may be kept in a field.");
}

public sealed class RefusesBadEndpoints() : Check("M10.E1.bad-arguments", "refuses what cannot be served")
{
    public override void Probe(Probe probe)
    {
        AnswerHead head = new("i", 1, "m");
        CompletionChunk[] parts = [new CompletionChunk("a", false, null, FinishReason.Stop)];
        probe.ObserveThrows<ArgumentException>("no routes",
            () => LlmEndpoint.Map(null!, new EndpointModel("m", _ => 1, (_, _, _) => throw new NotSupportedException())));
        probe.ObserveThrows<ArgumentException>("whole: no head", () => ChatAnswers.Whole(null!, parts, 1));
        probe.ObserveThrows<ArgumentException>("whole: no parts", () => ChatAnswers.Whole(head, null!, 1));
        probe.ObserveAccepts("whole: one part", () => ChatAnswers.Whole(head, parts, 1));
        probe.ObserveThrows<ArgumentException>("in pieces: no head", () => ChatAnswers.Chunks(null!, parts.ToAsyncEnumerable(), null));
        probe.ObserveThrows<ArgumentException>("in pieces: no parts", () => ChatAnswers.Chunks(head, null!, null));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
