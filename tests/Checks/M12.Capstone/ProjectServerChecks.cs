using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M12;

public sealed class ReadsRequests()
    : VisibleCheck("M12.E6.read", "reads texts from a body, and tells the first fault with its place", points: 2)
{
    public override void Probe(Probe probe)
    {
        ProjectServerOptions options = new(new ActiveModel(new ServedModel("v", (_, _) => throw new InvalidOperationException())),
            (_, _) => throw new InvalidOperationException())
        { MaxTexts = 3, MaxTextLength = 5 };
        string[] bodies =
        [
            "{\"texts\":[\"a\"]}", " {\n\"texts\" : [ \"abcde\", \"日本\\n😀\", \" b \" ] } ", "{\"texts\":[\"\\u00e9\\\"\"]}",
            "", "{", "{\"texts\":[\"a\"]", "{\"texts\":[\"a\"],}", "{\"texts\":[\"a\"]} x", "{\"texts\":[\"a\"],\"texts\":[\"a\"]}",
            "{\"texts\":[{\"a\":1,\"a\":2}]}", "{\"texts\":[\"\\ud83d\"]}", "{\"x\":[\"\\ud83d\"],\"texts\":1}", "{\"\\ud83d\":1}",
            "{\"texts\":[{\"\\ud83d\":1}]}",
            "[]", "null", "\"texts\"", "[\"a\"]", "{}", "{\"texts\":null}", "{\"Texts\":[\"a\"]}", "{\"texts\":[],\"model\":null}",
            "{\"a\":1,\"b\":2}", "{\"texts\":\"a\"}", "{\"texts\":{}}", "{\"texts\":0}", "{\"texts\":[]}",
            "{\"texts\":[\"a\",\"b\",\"c\"]}", "{\"texts\":[\"a\",\"b\",\"c\",\"d\"]}", "{\"texts\":[1,2,3,4]}",
            "{\"texts\":[\"a\",1]}", "{\"texts\":[null]}", "{\"texts\":[\"a\",[\"b\"]]}", "{\"texts\":[\"\"]}",
            "{\"texts\":[\"a\",\" \\n\\t\"]}", "{\"texts\":[\"abcdef\"]}", "{\"texts\":[\"a\",\"b\",\"      \"]}",
            "{\"texts\":[\"a\",\"\",7]}", "{\"texts\":[7,\"\"]}",
            "{\"x\":{\"a\":1,\"a\":2}}", "{\"texts\":[[{\"a\":1,\"a\":2}]]}", "{\"texts\":[\"abcd\\ud83d\\ude00\"]}",
            "{\"texts\":[\"a\",\"\\u00a0\\u2003\"]}",
        ];
        foreach (string body in bodies)
            probe.Observe($"the body {body.ReplaceLineEndings("⏎")}", Read(Encoding.UTF8.GetBytes(body), options));
        probe.Observe("bytes that are no UTF-8", Read([.. "{\"texts\":[\""u8, 0xC3, 0x28, .. "\"]}"u8], options));
        probe.Observe("bytes that are no UTF-8, in a name", Read([.. "{\""u8, 0xFF, .. "\":1}"u8], options));
        probe.ObserveThrows<ArgumentException>("no options", () => ClassifyReader.Read("{}"u8.ToArray(), null!));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("The order of the table decides which fault is the first.");

    private static string Read(byte[] body, ProjectServerOptions options)
    {
        try
        {
            return string.Join(" | ", ClassifyReader.Read(body, options)).ReplaceLineEndings("⏎");
        }
        catch (ServiceException e)
        {
            return $"{e.Status} {e.Code} at {e.Param ?? "no place"}{(string.IsNullOrWhiteSpace(e.Message) ? ", without a word" : "")}";
        }
        catch (Exception e) when (e is not NotImplementedException)
        {
            return ExceptionName.Of(e);
        }
    }
}

public sealed class AnswersTexts()
    : Check("M12.E6.answers", "answers with a result for each text, the version, and the request's id", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ServiceRig rig = new();
        probe.Observe("health", rig.Get("healthz"));
        probe.Observe("models", rig.Get("v1/models"));
        probe.Observe("one", rig.Ask(ServiceRig.Body("The pitch is wet.")));
        probe.Observe("several", rig.Ask(ServiceRig.Body("a", "bb", "ccc", "a")));
        probe.Observe("blocked and redacted", rig.Ask(ServiceRig.Body("plain", "a bomb", "Call 555-0142.", "another bomb", "last")));
        probe.Observe("all blocked", rig.Ask(ServiceRig.Body("a bomb", "bomb")));
        probe.Observe("redacted in the case of its letters", rig.Ask(ServiceRig.Body("LOUD", "loud")));
        probe.Observe("letters", rig.Ask(ServiceRig.Body("Zoë <日本> 'x' \"y\"")));
        probe.Observe("another type's name", rig.Ask(ServiceRig.Body("a"), "APPLICATION/JSON"));
        probe.Observe("chunked", rig.Ask(ServiceRig.Body("a"), chunked: true));
        rig.Model.Current = rig.Version("v2");
        probe.Observe("another version: health", rig.Get("healthz"));
        probe.Observe("another version: models", rig.Get("v1/models"));
        probe.Observe("another version", rig.Ask(ServiceRig.Body("a")));
        probe.Observe("models asked", rig.Asked);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class AnswersFaults()
    : Check("M12.E6.faults", "turns every fault into an answer with its status, tells nobody what is inside, and goes on", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ServiceRig rig = new(body: 300, concurrent: 1);
        foreach (string type in new[] { "", "text/plain", "application/jsonp", "text/plain; q=\"application/json\"" })
            probe.Observe($"the type {(type.Length == 0 ? "is not said" : type)}",
                ServiceRig.Shape(rig.AskPatiently(ServiceRig.Body("a"), type)));
        string exact = ServiceRig.Body("a");
        exact += new string(' ', 300 - exact.Length);
        foreach (bool chunked in new[] { false, true })
        {
            probe.Observe($"as large as may be{(chunked ? ", chunked" : "")}", rig.AskPatiently(exact, chunked: chunked)[..3]);
            probe.Observe($"a byte larger{(chunked ? ", chunked" : "")}",
                ServiceRig.Shape(rig.AskPatiently(exact + " ", chunked: chunked)));
        }

        probe.Observe("a body without an end", rig.AskWithoutEnd(301));
        probe.Observe("too large, and of another type", ServiceRig.Shape(rig.AskPatiently(new string('x', 400), "text/plain")));
        foreach (string body in new[] { "", "{", "{}", "{\"texts\":[\"a\",7]}", "{\"texts\":[\"a\"],\"model\":\"v1\"}" })
            probe.Observe($"the body {body}", ServiceRig.Shape(rig.AskPatiently(body)));
        foreach (string text in new[] { "break", "cancel", "unavailable", "too few", "too many", "NaN", "infinite", "no label", "unguarded",
            "guard cancels" })
            probe.Observe($"the text '{text}'", ServiceRig.Shape(rig.AskPatiently(ServiceRig.Body("a", text))));
        probe.Observe("afterwards all is well", rig.AskPatiently(ServiceRig.Body("a")));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Whatever is thrown has an answer with a status; what an exception says stays inside, and the slot is given back.");
}

public sealed class GuardsTexts()
    : Check("M12.E6.guard",
        "lets no text that the guard blocks or could not see reach a model, and redacted ones only as they are redacted", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ServiceRig rig = new();
        List<string> guarded = [];
        int at = 0, most = 0;
        rig.BeforeGuard = async (text, stop) =>
        {
            int now = Interlocked.Increment(ref at);
            lock (guarded)
            {
                guarded.Add(text);
                most = Math.Max(most, now);
            }

            await Task.Delay(2, stop).ConfigureAwait(false);
            _ = Interlocked.Decrement(ref at);
        };
        (string Name, string[] Texts)[] requests =
        [
            ("mixed", ["first", "a bomb", "Call 555-0142 or 555-0142.", "last"]), ("all blocked", ["bomb", "bomb"]),
            ("the guard throws at once", ["unguarded", "never seen 1"]),
            ("the guard throws later", ["never seen 2", "555-0142", "unguarded", "never seen 3"]),
            ("the guard cancels by itself", ["never seen 4", "guard cancels"]),
        ];
        foreach ((string name, string[] texts) in requests)
        {
            int before = rig.Asked;
            probe.Observe($"{name}: answer", ServiceRig.Shape(rig.Ask(ServiceRig.Body(texts))));
            probe.Observe($"{name}: models asked", rig.Asked - before);
        }

        probe.Observe("what the guard saw", string.Join('\n', guarded));
        probe.Observe("texts at a time", most);
        probe.Observe("what models saw", rig.Seen);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A guard that throws lets nothing through; the model gets what the guard gave, and nothing else.");
}

public sealed class SwapsModels() : Check("M12.E6.swap", "names the version that answered, also where models change during a request")
{
    public override void Probe(Probe probe)
    {
        using ServiceRig rig = new();
        rig.BeforePrediction = (_, _) =>
        {
            rig.Model.Current = rig.Version("v2");
            return Task.CompletedTask;
        };
        probe.Observe("swapped while the model works", rig.Ask(ServiceRig.Body("a", "b")));
        rig.BeforePrediction = (_, _) => Task.CompletedTask;
        int swaps = 2;
        rig.BeforeGuard = (_, _) =>
        {
            rig.Model.Current = rig.Version($"v{++swaps}");
            return Task.CompletedTask;
        };
        probe.Observe("swapped while the guard looks", rig.Ask(ServiceRig.Body("a", "b")));
        probe.Observe("swapped, and all blocked", rig.Ask(ServiceRig.Body("bomb")));
        probe.Observe("afterwards", rig.Get("healthz"));
        probe.Observe("noted", rig.Records);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Read Current once a request, after the guard, and use that for the call and for the name.");
}

public sealed class LimitsRequests()
    : Check("M12.E6.limit", "refuses more requests than it may have under way at once, and tells when to come again", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SemaphoreSlim gate = new(0);
        using ServiceRig rig = new(concurrent: 3, body: 100)
        {
            BeforePrediction = (texts, stop) => texts[0] == "slow"
            ? gate.WaitAsync(stop)
            : Task.CompletedTask
        };
        for (int round = 0; round < 2; round++)
        {
            int before = rig.Asked;
            Task<string>[] slow = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => rig.AskPatientlyAsync(ServiceRig.Body("slow"))))];
            probe.Observe($"round {round}: three are under way", Studies.Wait(() => rig.Asked == before + 3));
            Task<string> fourth = Task.Run(() => rig.AskAsync(ServiceRig.Body("a")));
            bool atOnce = fourth.Wait(3000);
            string refused = atOnce ? ServiceRig.Shape(fourth.Result) : "no answer";
            probe.Observe($"round {round}: a fourth", ServiceRig.Anonymous(refused));
            string[] noted = rig.Records.Split('\n');
            string withoutJson = "";
            string spans = ServiceRig.Spans(() => withoutJson = ServiceRig.Shape(rig.Ask(new string('x', 200), "text/plain")),
                span => span.OperationName == "classify", out _);
            probe.Observe($"round {round}: a fourth without JSON", ServiceRig.Anonymous(withoutJson));
            probe.Observe($"round {round}: its spans", ServiceRig.Anonymous(spans));
            probe.Observe($"round {round}: its note", ServiceRig.Anonymous(string.Join('\n', rig.Records.Split('\n').Skip(noted.Length))));
            using (ServiceRig other = new()) probe.Observe($"round {round}: another service", other.Ask(ServiceRig.Body("a"))[..3]);
            probe.Observe($"round {round}: health", rig.Get("healthz"));
            probe.Observe($"round {round}: models", rig.Get("v1/models")[..3]);
            _ = gate.Release(3);
            probe.Observe($"round {round}: the three", string.Join(", ", slow.Select(task => task.GetAwaiter().GetResult()[..3])));
            probe.Observe($"round {round}: afterwards", rig.AskPatiently(ServiceRig.Body("a"))[..3]);

            // However requests end, their slots are free again.
            foreach (string body in new[] { ServiceRig.Body("break"), ServiceRig.Body("unguarded"), "{", new string('x', 200) })
                for (int i = 0; i < 4; i++) _ = rig.AskPatiently(body);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("SemaphoreSlim.Wait(0) takes a slot or says no; give it back in a finally, and only if you took it.");
}

public sealed class StopsForTheGone()
    : Check("M12.E6.hang-up", "stops guard and model when whoever asked hangs up, notes it, and gives the slot back")
{
    public override void Probe(Probe probe)
    {
        foreach (string where in new[] { "guard", "model", "a guard that does not listen", "a model that does not listen" })
        {
            bool isDeaf = where.Contains("not listen", StringComparison.Ordinal);
            int reached = 0, told = 0, predicted = 0;
            async Task WaitAsync(CancellationToken stop)
            {
                _ = Interlocked.Increment(ref reached);
                try
                {
                    await Task.Delay(3000, stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    _ = Interlocked.Increment(ref told);
                    if (!isDeaf) throw;
                }
            }

            using ServiceRig rig = new(concurrent: 1);
            bool isGuard = where.Contains("guard", StringComparison.Ordinal);
            if (isGuard) rig.BeforeGuard = (text, stop) => text == "slow" ? WaitAsync(stop) : Task.CompletedTask;
            rig.BeforePrediction = (texts, stop) =>
            {
                if (texts[0] != "slow") return Task.CompletedTask;
                _ = Interlocked.Increment(ref predicted);
                return isGuard ? Task.CompletedTask : WaitAsync(stop);
            };
            _ = ServiceRig.Spans(() =>
            {
                probe.Observe($"{where}: it works", rig.AskAndLeave("slow", () => Volatile.Read(ref reached) == 1));
                probe.Observe($"{where}: it is told", Studies.Wait(() => Volatile.Read(ref told) == 1));
                probe.Observe($"{where}: it is noted", Studies.Wait(() => rig.RecordCount == 1));
                string next = "";
                _ = Studies.Wait(() => (next = rig.Ask(ServiceRig.Body("a"))[..3]) == "200", 2000);
                probe.Observe($"{where}: the next request", next);
            }, span => span.OperationName == "classify" && span.Status == System.Diagnostics.ActivityStatusCode.Unset
                && Equals(span.GetTagItem("http.response.status_code"), 499), out bool isMarked);
            probe.Observe($"{where}: what is noted first", rig.Records.Split('\n')[0]);
            probe.Observe($"{where}: a span says so", isMarked);
            probe.Observe($"{where}: how often the model was asked", predicted);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("HttpContext.RequestAborted is cancelled when the connection is lost; hand it to guard and model.");
}

public sealed class WritesSpans()
    : Check("M12.E6.spans", "makes a span for each request, guard and prediction, with counts and without texts", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ServiceRig rig = new(body: 300);
        (string Name, string Body)[] requests =
        [
            ("well", ServiceRig.Body("secret one", "secret two")), ("blocked and redacted", ServiceRig.Body("secret", "bomb", "555-0142")),
            ("all blocked", ServiceRig.Body("bomb")), ("a bad request", "{\"texts\":[\"secret\",7]}"), ("too large", new string('x', 400)),
            ("the model throws", ServiceRig.Body("break", "secret")), ("the model gives too little", ServiceRig.Body("too few")),
            ("the guard throws", ServiceRig.Body("555-0142", "bomb", "unguarded", "bomb")),
        ];
        foreach ((string name, string body) in requests)
        {
            probe.Observe(name, ServiceRig.Spans(() => rig.Ask(body), span => span.OperationName == "classify", out bool seen));
            if (!seen) return; // who makes no such span need not be waited for again
        }

        string others = ServiceRig.Spans(() =>
        {
            _ = rig.Get("healthz");
            _ = rig.Get("v1/models");
            _ = rig.Ask("{");
        }, span => span.OperationName == "classify", out _);
        probe.Observe("other routes, and a bad request", others);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Start the span before the work and stop it behind; its parent is whatever span is current.");
}

public sealed class NotesRequests() : Check("M12.E6.audit", "notes each request once, before its answer, also where the note fails")
{
    public override void Probe(Probe probe)
    {
        foreach (bool failing in new[] { false, true })
        {
            using ServiceRig rig = new(body: 300, failingAudit: failing);
            string how = failing ? "a failing log" : "a log";
            string[] bodies = [ServiceRig.Body("a"), ServiceRig.Body("a", "bomb", "555-0142", "bomb"), ServiceRig.Body("bomb"), "{",
                new string('x', 400), ServiceRig.Body("break", "555-0142"), ServiceRig.Body("bomb", "unguarded", "a"),
                ServiceRig.Body("NaN")];
            bool before = true;
            List<string> statuses = [];
            for (int i = 0; i < bodies.Length; i++)
            {
                statuses.Add(rig.Ask(bodies[i])[..3]);
                before &= rig.RecordCount == i + 1;
            }

            _ = rig.Ask(ServiceRig.Body("a"), "text/plain");
            _ = rig.Get("healthz");
            _ = rig.Get("v1/models");
            probe.Observe($"{how}: answers", string.Join(' ', statuses));
            probe.Observe($"{how}: noted before each answer came", before);
            probe.Observe($"{how}: all of it", rig.Records);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("One place that all ends come by, before the answer is written.");
}

public sealed class BearsLoad()
    : Check("M12.E6.load", "answers 300 requests, 32 at a time, each with its own texts' results or a named fault", points: 2)
{
    public override void Probe(Probe probe)
    {
        // Each prediction puts another version in its own place, so that no answer may ask again which one serves.
        using ServiceRig rig = new(concurrent: 64);
        int versions = 1;
        rig.BeforePrediction = async (texts, stop) =>
        {
            rig.Model.Current = rig.Version($"v{Interlocked.Increment(ref versions)}");
            await Task.Yield();
        };
        string[] answers = new string[300];
        int next = -1;
        Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is int i && i < answers.Length)
            {
                answers[i] = await rig.AskAsync(
                    (i % 10) switch
                    {
                        3 => ServiceRig.Body($"t{i}", "break"),
                        5 => ServiceRig.Body("unguarded", $"t{i}"),
                        7 =>
                        "{\"texts\":[",
                        _ => ServiceRig.Body($"t{i}", "bomb", $"u{i} 555-0142")
                    }).ConfigureAwait(false);
            }
        }))).GetAwaiter().GetResult();
        int wrong = 0;
        HashSet<string> ids = [];
        for (int i = 0; i < answers.Length; i++)
        {
            int wanted = (i % 10) switch { 3 => 500, 5 => 503, 7 => 400, _ => 200 };
            bool right = answers[i].StartsWith($"{wanted} ", StringComparison.Ordinal) && ids.Add(answers[i].Split("of ")[1].Split(':')[0])
                && (wanted != 200 || IsRight(answers[i], i));
            if (!right) wrong++;
        }

        probe.Observe("every answer is right", wrong == 0);
        probe.Observe("notes", rig.RecordCount);
        string[] seen = rig.Seen.Split('\n');
        probe.Observe("texts that no model may see",
            seen.Count(text => text.Contains("bomb", StringComparison.Ordinal) || text.Contains("555", StringComparison.Ordinal)
                || text.Contains("unguarded", StringComparison.Ordinal)));
        probe.Observe("texts that models saw", seen.Length);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Nothing of a request may be kept in a field or in a variable outside of the handler.");

    private static bool IsRight(string answer, int i)
    {
        using var json = JsonDocument.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..]);
        string version = json.RootElement.GetProperty("model").GetString()!;
        JsonElement results = json.RootElement.GetProperty("results");
        return results.GetArrayLength() == 3 && results[0].GetProperty("label").GetString() == $"{version}:t{i}"
            && results[1].TryGetProperty("blocked", out _) && results[2].GetProperty("label").GetString() == $"{version}:u{i} [PHONE]";
    }
}

public sealed class RefusesBadServices() : Check("M12.E6.bad-arguments", "refuses what cannot be served")
{
    public override void Probe(Probe probe)
    {
        ProjectServerOptions good = new(new ActiveModel(new ServedModel("v", (_, _) => throw new InvalidOperationException())),
            (_, _) => throw new InvalidOperationException());
        void Try(string name, ProjectServerOptions? options)
        {
            try
            {
                LlmServers.Hosting.InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, options!)).GetAwaiter().GetResult()
                    .DisposeAsync().AsTask().GetAwaiter().GetResult();
                probe.Observe(name, "served");
            }
            catch (ArgumentException)
            {
                probe.Observe(name, "refused");
            }
        }

        Try("the defaults", good);
        Try("no options", null);
        Try("no byte", good with { MaxBodyBytes = 0 });
        Try("no text", good with { MaxTexts = 0 });
        Try("no character", good with { MaxTextLength = 0 });
        Try("no request", good with { MaxConcurrent = 0 });
        Try("no second", good with { RetryAfterSeconds = 0 });
        Try("less than nothing", good with { MaxTexts = -1 });
        Try("one of each", good with { MaxBodyBytes = 1, MaxTexts = 1, MaxTextLength = 1, MaxConcurrent = 1, RetryAfterSeconds = 1 });
        probe.ObserveThrows<ArgumentException>("no routes", () => ProjectServer.Map(null!, good));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
