using System.Net;
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

public sealed class AnswersFaults()
    : Check("M10.E1.faults", "turns every fault into an answer with its status, and tells nobody what is inside", points: 2)
{
    public override void Probe(Probe probe)
    {
        using EndpointRig rig = new(["a", "b", "c"], maxBody: 300);
        probe.Observe("a fault in the request", Shape(rig.Ask("{\"model\":\"m\"}")));
        probe.Observe("a fault without a place", Shape(rig.Ask("{")));
        probe.Observe("another model", Shape(rig.Ask("{\"model\":\"x\",\"messages\":[]}")));
        foreach (string more in new[] { "", ",\"stream\":true" })
        {
            string how = more.Length == 0 ? "whole" : "in pieces";
            probe.Observe($"no room, {how}", Shape(rig.Ask(EndpointRig.Body("too long", more))));
            probe.Observe($"no room, {how}: the message is the exception's own",
                Message(rig.Ask(EndpointRig.Body("too long", more))) == new ContextLengthException(9000, 512).Message);
            foreach ((string name, string text) in new[] { ("the model breaks", "break at once"), ("the model ends as if cancelled", "give up") })
            {
                string broken = rig.Ask(EndpointRig.Body(text, more));
                probe.Observe($"{name}, {how}",
                    $"{Shape(broken)}{(broken.Contains("1234", StringComparison.Ordinal) || broken.Contains("InvalidOperation", StringComparison.Ordinal) ? ", which tells what broke" : "")}");
            }
        }

        string later = Shape(rig.Ask(EndpointRig.Body("break later")));
        probe.Observe("the model breaks later, whole", later);
        foreach (string type
            in new[] { "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/plain; q=\"application/json\"" })
            probe.Observe($"the type {(type.Length == 0 ? "is not said" : type)}", Shape(rig.Ask(EndpointRig.Body(), type)));
        string exact = EndpointRig.Body();
        exact += new string(' ', 300 - exact.Length);
        foreach (bool chunked in new[] { false, true })
        {
            probe.Observe($"as large as may be{(chunked ? ", chunked" : "")}", rig.Ask(exact, chunked: chunked)[..3]);
            probe.Observe($"a byte larger{(chunked ? ", chunked" : "")}", Shape(rig.Ask(exact + " ", chunked: chunked)));
        }

        probe.Observe("afterwards all is well", rig.Ask(EndpointRig.Body())[..3]);
        rig.MostRead = 0;
        _ = rig.Ask(EndpointRig.Body(new string('x', 20_000)), chunked: true);
        probe.Observe("of a body that is too large, more is read than one byte above", rig.MostRead > 301);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("While nothing is sent, a fault has a status, also where a stream was asked for.");

    private static string? Message(string answer)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(answer[(answer.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            return json.RootElement.GetProperty("error").GetProperty("message").GetString();
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The answer without the message's words, which are the submission's own.</summary>
    private static string Shape(string answer)
    {
        int at = answer.IndexOf(": ", StringComparison.Ordinal);
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(answer[(at + 2)..]);
            var error = json.RootElement.GetProperty("error");
            string fields = string.Join(' ', error.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
            return $"{answer[..at]}: {fields}; {error.GetProperty("type")}, {error.GetProperty("code")} at {error.GetProperty("param").GetRawText()}{(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()) ? ", without a word" : "")}";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{answer[..at]}: no error as JSON";
        }
    }
}

public sealed class CutsBrokenStreams()
    : Check("M10.E1.cut", "cuts the connection when a stream breaks, so that nobody takes half for whole")
{
    public override void Probe(Probe probe)
    {
        using SemaphoreSlim gate = new(2);
        using EndpointRig rig = new(["a", "b", "c"]) { BeforeToken = (_, stop) => gate.WaitAsync(stop) };
        using Stream wire = rig.Connect();
        byte[] body = Encoding.UTF8.GetBytes(EndpointRig.Body("break later", ",\"stream\":true"));
        wire.Write(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: in-memory.invalid\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        wire.Write(body);
        wire.Flush();
        string text = "";
        bool closed = false;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        try
        {
            byte[] buffer = new byte[4096];
            while (!closed)
            {
                int read = wire.ReadAsync(buffer, limit.Token).AsTask().GetAwaiter().GetResult();
                closed = read == 0;
                text += Encoding.UTF8.GetString(buffer, 0, read);
                // What is not yet sent when the connection is cut never comes: the model breaks when its words were read.
                if (text.Contains("\"content\":\"b\"", StringComparison.Ordinal) && gate.CurrentCount == 0) _ = gate.Release();
                if (text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)) break;
            }
        }
        catch (IOException)
        {
            closed = true;
        }
        catch (OperationCanceledException)
        {
        }

        _ = gate.Release(100);
        probe.Observe("status", text.Length < 12 ? text : text[9..12]);
        probe.Observe("what was written came", text.Contains("\"content\":\"b\"", StringComparison.Ordinal));
        probe.Observe("it ends as if it were whole",
            text.Contains("[DONE]", StringComparison.Ordinal) || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
        probe.Observe("the connection is closed", closed);
        probe.Observe("the next request", rig.Ask(EndpointRig.Body())[..3]);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("HttpContext.Abort: no last chunk, no [DONE].");
}

public sealed class StopsWithoutListeners() : Check("M10.E1.hang-up", "stops the model when whoever asked hangs up")
{
    public override void Probe(Probe probe)
    {
        foreach (string more in new[] { ",\"stream\":true", "" })
        {
            string how = more.Length == 0 ? "whole" : "in pieces";
            using SemaphoreSlim gate = new(2), reached = new(0);
            using EndpointRig rig = new([.. Enumerable.Repeat("a", 50)])
            {
                BeforeToken = async (i, stop) =>
                {
                    if (i == 2) _ = reached.Release();
                    await gate.WaitAsync(stop).ConfigureAwait(false);
                },
            };
            using (Stream wire = rig.Connect())
            {
                byte[] body = Encoding.UTF8.GetBytes(EndpointRig.Body("Hi", more));
                wire.Write(Encoding.ASCII.GetBytes(
                    $"POST /v1/chat/completions HTTP/1.1\r\nHost: in-memory.invalid\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
                wire.Write(body);
                wire.Flush();
                probe.Observe($"{how}: the model writes", reached.Wait(TimeSpan.FromSeconds(5)));
            }

            bool stopped = SpinWait.SpinUntil(() => rig.Cancelled > 0, TimeSpan.FromSeconds(3));
            _ = gate.Release(100);
            probe.Observe($"{how}: the model is told", stopped);
            probe.Observe($"{how}: tokens written", rig.Given);
        }

        // This one is told, and gives its next token all the same: whoever asks it has to end it.
        using SemaphoreSlim there = new(0);
        using EndpointRig deaf = new([.. Enumerable.Repeat("a", 50)])
        {
            IsDeaf = true,
            BeforeToken = async (i, stop) =>
            {
                if (i != 2) return;
                _ = there.Release();
                await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
        };
        using (Stream wire = deaf.Connect())
        {
            byte[] body = Encoding.UTF8.GetBytes(EndpointRig.Body("Hi", ",\"stream\":true"));
            wire.Write(Encoding.ASCII.GetBytes(
                $"POST /v1/chat/completions HTTP/1.1\r\nHost: in-memory.invalid\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
            wire.Write(body);
            wire.Flush();
            probe.Observe("a model that does not listen writes", there.Wait(TimeSpan.FromSeconds(5)));
        }

        probe.Observe("a model that does not listen is disposed", SpinWait.SpinUntil(() => deaf.Ended > 0, TimeSpan.FromSeconds(3)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("HttpContext.RequestAborted is cancelled when the connection is lost; hand it to the model.");
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

/// <summary>A stream that notes how it is written to, and events that note what was sent before them.</summary>
internal sealed class NotedStream : MemoryStream
{
    private long _sent;
    private bool _events, _writing = true, _flushing = true;

    public List<long> SentBefore { get; } = [];

    public bool IsFlushed => _sent == Length;

    public bool IsOpen { get; private set; } = true;

    public bool IsSynchronous { get; private set; }

    public async IAsyncEnumerable<string> Note(string[] texts)
    {
        foreach (string text in texts)
        {
            await Task.Yield();
            SentBefore.Add(_sent);
            yield return text;
        }

        SentBefore.Add(_sent);
    }

    /// <summary>Gives an event, and notes whether there is a token that may be cancelled: the caller's or one that is linked to it.</summary>
    public async IAsyncEnumerable<string> NoteToken([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        _events = cancellationToken.CanBeCanceled;
        yield return "a";
    }

    public string TokensOf() => $"the events {_events}, the writing {_writing}, the flushing {_flushing}";

    public static async IAsyncEnumerable<string> Fail(string text)
    {
        await Task.Yield();
        yield return text;
        throw new TimeoutException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        IsSynchronous = true;
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsSynchronous = true;
        base.Write(buffer);
    }

    public override void Flush() => IsSynchronous = true;

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        _writing &= cancellationToken.CanBeCanceled;
        base.Write(buffer.ToArray(), 0, buffer.Length);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        _flushing &= cancellationToken.CanBeCanceled;
        _sent = Length;
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        IsOpen = false;
        base.Dispose(disposing);
    }
}
