using System.Globalization;
using System.Text;
using LLMCourse.LlmServers;
using LLMCourse.LlmServers.Faults;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M06;

public sealed class EventsAreRead() : VisibleCheck("M06.E4.events", "reads events as the HTML standard says", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, string Text)[] streams =
        [
            ("two events", "data: a\n\ndata: b\n\n"),
            ("lines of data", "data: a\ndata\ndata:b\ndata:  c\n\n"),
            ("a name", "event: ping\ndata: {}\n\ndata: x\n\n"),
            ("a name without data", "event: ping\n\ndata: x\n\n"),
            ("empty data", "data:\n\ndata\n\n"),
            ("comments and other fields", ": hello\n:\nid: 7\nretry: 10\nfoo: bar\ndata: a\n\n"),
            ("a line of one character", "data: a\nx\ndata: b\n\n"),
            ("colons in the value", "data: a: b:c\n\n"),
            ("capitals", "Data: no\nDATA: no\ndata: yes\n\n"),
            ("a space before the field", " data: no\ndata: yes\n\n"),
            ("CR LF", "event: e\r\ndata: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n"),
            ("CR", "data: a\rdata: b\r\rdata: c\r\r"),
            ("all line ends", "data: a\r\n\ndata: b\r\r\ndata: c\n\r\n"),
            ("many blank lines", "\n\n\ndata: a\n\n\n\n\ndata: b\n\n"),
            ("no blank line at the end", "data: a\n\ndata: b\n"),
            ("nothing at the end of a line", "data: a\n\ndata: b"),
            ("a byte order mark", "\uFEFFdata: a\n\n"),
            ("a byte order mark later", "data: a\n\n\uFEFFdata: b\n\ndata: c\n\n"),
            ("two byte order marks", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n"),
            ("nothing", ""),
            ("white space in the value", "data: \t a \n\n"),
            ("line separators that are none", "data: a\u2028b\u0085c\n\n"),
            ("fields that begin alike", "database: no\ndata2: no\nevents: no\ndata: yes\n\n"),
            ("two names", "event: a\nevent: b\ndata: x\n\n"),
            ("a name that is taken back", "event: a\nevent\ndata: x\n\n"),
            ("an empty line of data in front", "data:\ndata: a\n\n"),
            ("a tab behind the colon", "data:\ta\n\n"),
            ("a line of blanks", "data: a\n  \ndata: b\n \t\n\n"),
        ];
        foreach ((string name, string text) in streams)
            probe.Observe(name,
                string.Join(", ", Clients.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).Select(e => $"{e.Name} <{e.Data}>")));
        probe.ObserveThrows<ArgumentException>("no stream", () => Clients.Read(null!));
        using MemoryStream kept = new("data: a\n\n"u8.ToArray());
        probe.Observe("events of a stream that is needed afterwards", Clients.Read(kept).Count);
        probe.Observe("the stream is still open", kept.CanRead);
    }
}

public sealed class EventsInPieces() : Check("M06.E4.pieces", "reads the same events whatever pieces the bytes come in", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string Text = "\uFEFFdata: \uFEFFGrüße 😀\r\n\r\n: quiet\rdata:日本\rdata: 語\r\revent: é\ndata: 𝒜𝒷\n\ndata: end\r\n\r\n";
        foreach (int piece in new[] { 1, 2, 3, 4, 7, 1000 })
        {
            using HttpClient http = Clients.Saying(Text, piece);
            using Stream stream = http.GetStreamAsync("x").GetAwaiter().GetResult();
            probe.Observe($"pieces of {piece}", string.Join(", ", Clients.Read(stream).Select(e => $"{e.Name} <{e.Data}>")));
        }

        string many = string.Concat(Enumerable.Range(0, 3000).Select(i => string.Create(CultureInfo.InvariantCulture, $"data: {i} ü\n\n")));
        using HttpClient long_ = Clients.Saying(many, 997);
        using Stream rest = long_.GetStreamAsync("x").GetAwaiter().GetResult();
        List<SseEvent> all = Clients.Read(rest);
        probe.Observe("how many of 3,000", all.Count);
        probe.Observe("all in order",
            all.Select((e, i) => e.Data == string.Create(CultureInfo.InvariantCulture, $"{i} ü")).All(right => right));
        string bad = "data: a" + (char)0xE9 + "b\n\n";
        probe.Observe("a byte that is not UTF-8",
            string.Join(", ", Clients.Read(new MemoryStream(Encoding.Latin1.GetBytes(bad))).Select(e => e.Data)));
    }
}

public sealed class RepliesOfARealServer() : VisibleCheck("M06.E4.server", "gets replies of a real server, whole and in pieces", points: 2)
{
    public override void Probe(Probe probe)
    {
        ScriptedModel model = new(turns => ChatTurn.Assistant($"1: 7 + 3 = {turns.Count + 9}\n2: 10 * 2 = 20\nThe answer is 20."));
        LlmServer server = LlmServer.StartInMemoryAsync(model).GetAwaiter().GetResult();
        FaultProxy proxy = new(server.CreateHandler(), []);
        using (HttpClient http = new(proxy) { BaseAddress = server.Address })
        {
            LlmRequest steps = Clients.Ask("Start with 7.\n1: add 3\n2: double\nWhat is the result? Think step by step.");
            probe.Observe("a whole reply", Clients.Complete(http, steps));
            probe.Observe("the same in pieces", Clients.Stream(http, steps));
            probe.Observe("cut at five tokens", Clients.Stream(http, steps with { MaxTokens = 5 }));
            LlmRequest all = new("local-model", new LlmMessage("system", "Be brief."), new LlmMessage("user", "Copy: cat dog"),
                new LlmMessage("assistant", "cat dog"), new LlmMessage("user", "Sort: 5 2 \"é\""))
            {
                Temperature = 0.5,
                Seed = 7,
                Stop = ["\n", " 9"],
                MaxTokens = 20,
            };
            probe.Observe("all options", Clients.Complete(http, all));
            foreach (SeenRequest seen in proxy.Requests)
            {
                probe.Observe($"request {seen.Index}", $"{seen.Method} {seen.Uri.AbsolutePath} {seen.Body}");
                probe.Observe($"request {seen.Index}: type",
                    seen.Headers.TryGetValue("Content-Type", out string? type)
                        && type.StartsWith("application/json", StringComparison.Ordinal));
            }
        }

        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        LlmServer letters = LlmServer.StartInMemoryAsync(new ScriptedModel("Zoë says 日本語 😀 é.")).GetAwaiter().GetResult();
        using (HttpClient http = letters.CreateClient())
        {
            string pieces = Clients.Stream(http, Clients.Ask("Hi"));
            probe.Observe("letters of all kinds, whole", Clients.Complete(http, Clients.Ask("Hi")));
            probe.Observe("letters of all kinds, in pieces", pieces);
        }

        letters.DisposeAsync().AsTask().GetAwaiter().GetResult();

        // A server that stands below a path, as behind a gateway: requests go there too.
        FaultProxy gateway = new(new SocketsHttpHandler(), [.. Enumerable.Repeat(Fault.Reply("", 1, status: 503), 2)]);
        using (HttpClient http = new(gateway) { BaseAddress = new Uri("http://llm.invalid/models/small/") })
        {
            probe.Observe("below a path", Clients.Complete(http, Clients.Ask("Hi")));
            probe.Observe("below a path, in pieces", Clients.Stream(http, Clients.Ask("Hi")));
            foreach (SeenRequest seen in gateway.Requests) probe.Observe($"below a path: request {seen.Index}", seen.Uri.AbsolutePath);
        }
    }
}

public sealed class Refusals() : Check("M06.E4.refusals", "says what the server says when it refuses", points: 2)
{
    public override void Probe(Probe probe)
    {
        LlmServer server = LlmServer.StartInMemoryAsync(new ScriptedModel("Hi") { ContextLength = 64 }).GetAwaiter().GetResult();
        using (HttpClient http = server.CreateClient())
        {
            (string Name, LlmRequest Request)[] requests =
            [
                ("an unknown model", Clients.Ask("Hi", "gpt-x")),
                ("a prompt that is too long", Clients.Ask(new string('x', 100))),
                ("a temperature out of range", Clients.Ask("Hi") with { Temperature = -1 }),
                ("no token wanted", Clients.Ask("Hi") with { MaxTokens = 0 }),
            ];
            foreach ((string name, LlmRequest request) in requests)
            {
                probe.Observe(name, Clients.Complete(http, request));
                probe.Observe($"{name}, in pieces", Clients.Stream(http, request));
            }
        }

        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        (string Name, int Status, string Type, string Body)[] answers =
        [
            ("a page of a gateway", 502, "text/html", "<html>Bad Gateway</html>"),
            ("nothing", 503, "text/plain", ""),
            ("JSON without an error", 500, "application/json", """{"detail":"oops"}"""),
            ("JSON that is no object", 500, "application/json", "[1]"),
            ("an error without a message", 418, "application/json", """{"error":{"code":"teapot"}}"""),
            ("status 200 with an error", 200, "application/json",
                """{"error":{"message":"overloaded","type":"server_error","param":"model","code":"busy"}}"""),
            ("status 200 with an error and a choice", 200, "application/json",
                """{"choices":[{"index":0,"message":{"content":"half"},"finish_reason":"stop"}],"error":{"message":"cut short","code":"busy"}}"""),
            ("error null", 200, "application/json",
                """{"error":null,"choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}]}"""),
        ];
        foreach ((string name, int status, string type, string body) in answers)
        {
            using HttpClient http = Clients.Saying(body, type: type, status: status);
            probe.Observe(name, Clients.Complete(http, Clients.Ask("Hi")));
            probe.Observe($"{name}, in pieces", Clients.Stream(http, Clients.Ask("Hi")));
        }

        // What servers write beside what is described: whoever understands more of it may.
        foreach ((string name, int status, string body) in new[] { ("an error that is a text", 429, """{"error":"slow down"}"""),
            ("a code that is a number", 400, """{"error":{"message":"no","code":17,"param":null}}""") })
        {
            using HttpClient http = Clients.Saying(body, type: "application/json", status: status);
            probe.Observe($"{name}: the status", Clients.Complete(http, Clients.Ask("Hi")).Contains($"Refused {status} ", StringComparison.Ordinal));
            probe.Observe($"{name}: the status, in pieces",
                Clients.Stream(http, Clients.Ask("Hi")).Contains($"Refused {status} ", StringComparison.Ordinal));
        }

        using HttpClient refused =
            new(new FaultProxy(new SocketsHttpHandler(), [Fault.ConnectionRefused, Fault.ConnectionRefused]))
            {
                BaseAddress = new Uri("http://llm.invalid/")
            };
        probe.Observe("nobody listens", Clients.Complete(refused, Clients.Ask("Hi")));
        probe.Observe("nobody listens, in pieces", Clients.Stream(refused, Clients.Ask("Hi")));
    }
}

public sealed class MalformedAnswers() : Check("M06.E4.malformed", "takes no answer for whole that is not")
{
    public override void Probe(Probe probe)
    {
        (string Name, string Body)[] answers =
        [
            ("half an answer", """{"choices":[{"index":0,"mess"""),
            ("nothing", ""),
            ("no choices", """{"id":"x"}"""),
            ("choices null", """{"choices":null}"""),
            ("an empty list of choices", """{"choices":[]}"""),
            ("no message", """{"choices":[{"index":0,"finish_reason":"stop"}]}"""),
            ("no finish_reason", """{"choices":[{"index":0,"message":{"content":"a"}}]}"""),
            ("finish_reason null", """{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":null}]}"""),
            ("content null", """{"choices":[{"index":0,"message":{"content":null},"finish_reason":"tool_calls"}]}"""),
            ("a new reason", """{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"policy"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"""),
            ("no index", """{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"""),
            ("choice 0 comes second",
                """{"choices":[{"index":1,"message":{"content":"b"},"finish_reason":"stop"},{"index":0,"message":{"content":"a"},"finish_reason":"length"}]}"""),
            ("choice 1 alone", """{"choices":[{"index":1,"message":{"content":"b"},"finish_reason":"stop"}]}"""),
            ("usage without one of the counts",
                """{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}"""),
            ("usage null", """{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}],"usage":null}"""),
        ];
        foreach ((string name, string body) in answers)
        {
            using HttpClient http = Clients.Saying(body, type: "application/json");
            probe.Observe(name, Clients.Complete(http, Clients.Ask("Hi")));
        }

        using HttpClient whole =
            Clients.Saying("""{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}""", type: "application/json");
        probe.Observe("a whole answer where pieces were wanted", Clients.Stream(whole, Clients.Ask("Hi")));
        probe.ObserveThrows<ArgumentException>("no request", () => new LlmClient(whole).CompleteAsync(null!).GetAwaiter().GetResult());
    }
}

public sealed class ChunksGiveDeltas() : Check("M06.E4.chunks", "takes of each chunk what counts, up to [DONE]", points: 2)
{
    public override void Probe(Probe probe)
    {
        string a = Clients.Chunk("""{"content":"a"}"""), stop = Clients.Chunk("{}", "\"stop\""),
            usage = """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}""";
        (string Name, string Body)[] streams =
        [
            ("the usual", Clients.Events(Clients.Chunk("""{"role":"assistant","content":""}"""), a, Clients.Chunk("""{"content":"é\n"}"""),
                stop, usage, "[DONE]")),
            ("no [DONE]", Clients.Events(a, stop)),
            ("text after [DONE]", Clients.Events(a, stop, "[DONE]", a, "nonsense")),
            ("text and reason in one", Clients.Events(Clients.Chunk("""{"content":"z"}""", "\"length\""), "[DONE]")),
            ("comments between", ": wait\n\n" + Clients.Events(a) + ": wait\n\n" + Clients.Events(stop, "[DONE]")),
            ("other events", "event: message\n" + Clients.Events(a) + "event: end\n" + Clients.Events(stop, "[DONE]")),
            ("another choice", Clients.Events("""{"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"stop"}]}""",
                "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"c\"}},{\"index\":0,\"delta\":{\"content\":\"d\"}}]}", stop, "[DONE]")),
            ("content null", Clients.Events(Clients.Chunk("""{"content":null}"""), a, stop, "[DONE]")),
            ("a chunk with nothing", Clients.Events("{}", a, """{"choices":null}""", stop, "[DONE]")),
            ("no delta", Clients.Events("""{"choices":[{"index":0,"finish_reason":"stop"}]}""", "[DONE]")),
            ("usage with the reason",
                Clients.Events(a, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""", "[DONE]")),
            ("a chunk that is no JSON", Clients.Events(a, "oops", stop, "[DONE]")),
            ("a chunk that is a list", Clients.Events(a, "[1]", stop, "[DONE]")),
            ("an error in between", Clients.Events(a,
                """{"error":{"message":"out of memory","type":"server_error","code":"oom","param":null}}""", stop, "[DONE]")),
            ("an error beside a choice", Clients.Events(a,
                """{"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}],"error":{"message":"filtered","code":"policy"}}""", stop, "[DONE]")),
            ("another reason", Clients.Events(a, Clients.Chunk("{}", "\"content_filter\""), "[DONE]")),
            ("an error as an event", Clients.Events(a) + "event: error\ndata: {\"error\":{\"message\":\"gone\"}}\n\n"),
        ];
        foreach ((string name, string body) in streams)
        {
            foreach (int piece in new[] { 1 << 20, 3 })
            {
                using HttpClient http = Clients.Saying(body, piece);
                probe.Observe(piece == 3 ? $"{name}, in small pieces" : name, Clients.Stream(http, Clients.Ask("Hi")));
            }
        }

        foreach (string type in new[] { "text/event-stream; charset=utf-8", "text/event-stream;charset=\"UTF-8\"" })
        {
            using HttpClient http = Clients.Saying(Clients.Events(a, stop, "[DONE]"), type: type);
            probe.Observe($"sent as {type}", Clients.Stream(http, Clients.Ask("Hi")));
        }
    }
}

public sealed class StreamsThatBreakOff() : Check("M06.E4.cut", "tells a reply that broke off from a whole one", points: 2)
{
    public override void Probe(Probe probe)
    {
        string a = Clients.Chunk("""{"content":"a"}""");
        (string Name, string Body)[] streams =
        [
            ("it just ends", Clients.Events(a, a)),
            ("[DONE] without a reason", Clients.Events(a, "[DONE]")),
            ("half an event with the reason", Clients.Events(a) + "data: " + Clients.Chunk("{}", "\"stop\"")),
            ("no blank line behind the reason", Clients.Events(a) + "data: " + Clients.Chunk("{}", "\"stop\"") + "\n"),
            ("nothing at all", ""),
        ];
        foreach ((string name, string body) in streams)
        {
            using HttpClient http = Clients.Saying(body);
            probe.Observe(name, Clients.Stream(http, Clients.Ask("Hi")));
        }

        LlmServer server = LlmServer.StartInMemoryAsync(new ScriptedModel("aé日b😀c")).GetAwaiter().GetResult();
        Fault[] faults = [Fault.CutBetweenEvents(0), Fault.CutBetweenEvents(3), Fault.CutInsideEvent(2), Fault.CutInsideCharacter(),
            Fault.CutBetweenEvents(8), Fault.ErrorInStream(2)];
        using (HttpClient http = new(new FaultProxy(server.CreateHandler(), faults)) { BaseAddress = server.Address })
        {
            for (int i = 0; i < faults.Length; i++) probe.Observe($"{i + 1}: {faults[i].Name}", Clients.Stream(http, Clients.Ask("Hi")));
        }

        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
