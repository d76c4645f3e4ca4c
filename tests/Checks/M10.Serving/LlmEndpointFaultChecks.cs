using System.Text;
using LLMCourse.LocalModels;

namespace LLMCourse.Checks.M10;

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
