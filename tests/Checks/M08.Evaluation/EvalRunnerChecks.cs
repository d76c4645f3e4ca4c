using System.Collections.Concurrent;
using System.Globalization;
using LLMCourse.LocalModels;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M08;

public sealed class KeysOfReplies() : VisibleCheck("M08.E6.key", "hashes the five parts as netstrings, in any culture")
{
    public override void Probe(Probe probe)
    {
        (string Name, string Hash, string Prompt, EvalParameters Parameters)[] cases =
        [
            ("plain", "w", "What is 2 + 2?", new()),
            ("the border moved", "wW", "hat is 2 + 2?", new()),
            ("nothing", "", "", new(1)),
            ("letters of two and four bytes", "naïve", "日本 😀", new(200, 0.7, 3)),
            ("commas and colons", "3:a,", "1:b,,", new(10, 1, 0)),
            ("lines", "w", "a\r\nb\n", new(64, 1.25, ulong.MaxValue)),
            ("a small temperature", "w", "x", new(64, 1e-7, 1)),
            ("a seed", "w", "x", new(64, 1e-7, 11)),
        ];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            foreach ((string name, string hash, string prompt, EvalParameters parameters) in cases) probe.Observe(name,
                EvalKey.Of(hash, prompt, parameters));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

public sealed class RepliesAreKept()
    : Check("M08.E6.store", "finds each reply as it was saved, also with another connection, and keeps the first of a key", points: 2)
{
    public override void Probe(Probe probe)
    {
        string file = Path.Combine(Path.GetTempPath(), $"replies-{Guid.NewGuid():N}.db");
        string source = $"Data Source={file};Pooling=False";
        string[] texts = ["", "plain", "it's a 'quote'", "two\nlines\r\n", "日本 😀", "$key @text :a ?1", "x'); DROP TABLE replies; --",
            new string('y', 100_000)];
        try
        {
            using (SqliteConnection first = Evals.Database(source))
            {
                ReplyStore store = new(first);
                for (int i = 0; i < texts.Length; i++) store.Save($"key {i}'", new StoredReply(texts[i], i, 1000 - i));
                store.Save("key 1'", new StoredReply("another", 9, 9));
            }

            using SqliteConnection second = Evals.Database(source);
            ReplyStore again = new(second);
            for (int i = 0; i < texts.Length; i++)
            {
                StoredReply? found = again.Find($"key {i}'");
                probe.Observe($"reply {i} is as it was saved", found is { } reply && reply.Text == texts[i]);
                probe.Observe($"tokens of reply {i}", found
                    is { } cost ? string.Create(CultureInfo.InvariantCulture, $"{cost.PromptTokens} and {cost.ReplyTokens}") : "none");
            }

            probe.Observe("a key that differs in case", again.Find("KEY 1'")?.Text ?? "none");
            probe.Observe("a key that is not there", again.Find("key")?.Text ?? "none");
            probe.ObserveThrows<ArgumentException>("null as a key", () => again.Find(null!));
        }
        finally
        {
            File.Delete(file);
        }
    }
}

public sealed class StoresAreShared() : Check("M08.E6.threads", "serves many threads at once with one connection")
{
    private const int Threads = 8, Replies = 400;

    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        ReplyStore store = new(database);
        // a pattern of the next keys would find these
        for (int i = 0; i < Threads; i++) store.Save($"0-of-{i}", new StoredReply("another", 0, 0));
        string end = Evals.Ending(Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Replies; i++)
            {
                store.Save($"{i}_of_{thread}", new StoredReply($"{i} of {thread}", i, thread));
                if (store.Find($"{i}_of_{thread}")?.Text != $"{i} of {thread}")
                    throw new InvalidOperationException("a reply that was just saved is not there");
            }
        }))));
        probe.Observe("how it ends", end == "a report" ? "well" : "with an exception");
        int found = 0;
        for (int i = 0; end == "a report" && i < Threads * Replies; i++)
            found += store.Find($"{i / Threads}_of_{i % Threads}") is null ? 0 : 1;
        probe.Observe("replies", found);
    }
}

public sealed class ReportOfARun() : Check("M08.E6.report", "puts the results into the suite's order, with what each cost", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        EvalReport report =
            Evals.Run(Evals.Suite(11), Evals.Model(), database, new EvalOptions { Parameters = new EvalParameters(3, 0.5, 4) });
        probe.Observe("the report", report.ToJsonLines());

        // The reply to the last question comes first.
        using SqliteConnection other = Evals.Database();
        GatedModel gated = new();
        Task<EvalReport> run = EvalRunner.RunAsync(Evals.Suite(4, "reversed"), new EvalModel("w", gated), new ReplyStore(other),
            new EvalOptions { Concurrency = 4 });
        _ = Evals.Wait(() => gated.Waiting == 4);
        _ = Evals.Drain(gated, run);
        probe.Observe("replies that come last first", Evals.Ending(run) == "a report" ? run.Result.ToJsonLines() : "none");

        using SqliteConnection empty = Evals.Database();
        EvalReport none = Evals.Run(Evals.Suite(0), Evals.Model(), empty);
        probe.Observe("a suite without items", string.Create(CultureInfo.InvariantCulture, $"{none.ToJsonLines()}{none.Accuracy}"));
    }
}

public sealed class RequestsAreTheParameters() : Check("M08.E6.request", "asks one turn of the user, with the parameters")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        FakeModel model = Evals.Model();
        _ = Evals.Run(Evals.Suite(2), model, database, new EvalOptions { Parameters = new EvalParameters(17, 0.25, 99) });
        foreach ((int i, FakeRequest request) in model.Requests.Index())
        {
            probe.Observe($"request {i}", string.Join('\n', request.Turns.Select(turn => $"{turn.Role}: {turn.Text}")));
            probe.Observe($"options of request {i}",
                string.Create(CultureInfo.InvariantCulture,
                    $"{request.Options.MaxTokens} {request.Options.Sampling.Temperature} {request.Options.Sampling.Seed}"));
        }
    }
}

public sealed class NothingIsAskedTwice()
    : Check("M08.E6.cache", "asks again only what another model, prompt or parameter makes new", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        FakeModel model = Evals.Model();
        EvalSuite suite = Evals.Suite(6);
        void Observe(string name, EvalReport report)
        {
            probe.Observe($"{name}: requests so far", model.Requests.Count);
            probe.Observe($"{name}: right", report.Right);
        }

        Observe("the first run", Evals.Run(suite, model, database));
        Observe("the same again", Evals.Run(suite, model, database));
        ReplyStore another = new(database);
        foreach (int i in new[] { 6, 7 })
            another.Save(EvalKey.Of("weights-1", $"question {i}", new EvalParameters()), new StoredReply("yes, said elsewhere", 1, 1));
        Observe("two items more, whose replies came from elsewhere", Evals.Run(Evals.Suite(8), model, database));
        Observe("other ids, answers and rule", Evals.Run(
            new EvalSuite("renamed", [.. suite.Items.Reverse().Select((item, i) => new EvalItem($"n{i}", item.Prompt, "5"))],
                (item, reply) => reply.EndsWith(item.Answer, StringComparison.Ordinal)), model, database));
        Observe("three items more", Evals.Run(Evals.Suite(11), model, database));
        Observe("other weights", Evals.Run(suite, model, database, hash: "weights-2"));
        Observe("another temperature",
            Evals.Run(suite, model, database, new EvalOptions { Parameters = new EvalParameters(Temperature: 0.1) }));
        Observe("another seed", Evals.Run(suite, model, database, new EvalOptions { Parameters = new EvalParameters(Seed: 1) }));
        Observe("fewer tokens", Evals.Run(suite, model, database, new EvalOptions { Parameters = new EvalParameters(MaxTokens: 1) }));
        Observe("other options alone", Evals.Run(suite, model, database, new EvalOptions { Attempts = 9 }, concurrency: 3));

        GatedModel gated = new();
        EvalSuite same = new("same",
            [new("a", "what?", "reply to"), new("b", "what?", "no"), new("c", "why?", "no"), new("d", "what?", "no")], suite.IsRight);
        Task<EvalReport> run =
            EvalRunner.RunAsync(same, new EvalModel("w", gated), new ReplyStore(database), new EvalOptions { Concurrency = 4 });
        _ = Evals.Wait(() => gated.Waiting >= 2 || run.IsCompleted);
        Thread.Sleep(50); // long enough for one who asks for each item to do so
        _ = Evals.Drain(gated, run);
        probe.Observe("one prompt in three items: the report", Evals.Ending(run) == "a report" ? run.Result.ToJsonLines() : "none");
        probe.Observe("one prompt in three items: requests", gated.Asked);
    }
}

public sealed class RequestsAtATime() : Check("M08.E6.concurrency", "has as many requests under way as it may, and no more", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (int most in new[] { 1, 3, 20 })
        {
            using SqliteConnection database = Evals.Database();
            GatedModel model = new();
            EvalSuite suite = Evals.Suite(9);
            Task<EvalReport> run =
                EvalRunner.RunAsync(suite, new EvalModel("w", model), new ReplyStore(database), new EvalOptions { Concurrency = most });
            int wanted = Math.Min(most, suite.Items.Count);
            bool isFull = Evals.Wait(() => model.Waiting >= wanted || run.IsCompleted);
            Thread.Sleep(50); // long enough for one who begins more to do so
            bool ended = Evals.Drain(model, run);
            probe.Observe($"at most {most}: as many as that", isFull);
            probe.Observe($"at most {most}: never more", model.Most <= most);
            probe.Observe($"at most {most}: the run ends", ended);
            probe.Observe($"at most {most}: requests", model.Asked);
            if (!isFull) break; // one who asks one by one need not be waited for again
        }
    }
}

public sealed class BusyModels()
    : Check("M08.E6.retry", "waits twice as long before each further attempt, or as long as the server asks", points: 2)
{
    public override void Probe(Probe probe)
    {
        Observe(probe, "two failures", 2, new EvalOptions { Attempts = 3, FirstDelay = TimeSpan.FromSeconds(1.5) });
        Observe(probe, "the server asks for more, then for less", 4, new EvalOptions { Attempts = 5 }, [30, 0.5, null, 200]);
        Observe(probe, "a longest wait", 7,
            new EvalOptions { Attempts = 8, FirstDelay = TimeSpan.FromSeconds(7), LongestDelay = TimeSpan.FromSeconds(60) });
        Observe(probe, "a first wait above the longest", 2,
            new EvalOptions { Attempts = 3, FirstDelay = TimeSpan.FromSeconds(9), LongestDelay = TimeSpan.FromSeconds(4) });
        Observe(probe, "a hundred failures", 100, new EvalOptions { Attempts = 101, FirstDelay = TimeSpan.FromMinutes(1) });
        Observe(probe, "one failure too many", 3, new EvalOptions { Attempts = 3 });
        Observe(probe, "one attempt", 1, new EvalOptions { Attempts = 1 });
        Observe(probe, "no failure", 0, new EvalOptions { Attempts = 1 });
    }

    private static void Observe(Probe probe, string name, int failures, EvalOptions options, double?[]? asks = null)
    {
        using SqliteConnection database = Evals.Database();
        NotedWaits clock = new();
        int asked = 0;
        FakeModel model = new((turns, _) =>
        {
            int attempt = asked++;
            if (attempt >= failures) return new FakeReply("yes and no");
            throw new ModelUnavailableException($"busy {attempt}", asks?[attempt] is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        });
        EvalReport report = Evals.Run(Evals.Suite(1), model, database, options with { Clock = clock });
        probe.Observe($"{name}: the waits", clock.Seconds.Select(seconds => seconds));
        probe.Observe($"{name}: attempts", asked);
        probe.Observe($"{name}: the report", report.ToJsonLines());
    }
}

public sealed class FailedItems()
    : Check("M08.E6.failed", "goes on without an item that failed, tells its last message, and asks it again in the next run", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        ConcurrentDictionary<string, int> tries = [];
        bool isUp = false;
        FakeModel model = new((turns, _) =>
        {
            string prompt = turns[^1].Text;
            int attempt = tries.AddOrUpdate(prompt, 1, (_, before) => before + 1);
            if (!isUp && prompt.EndsWith('3')) throw new ModelUnavailableException($"attempt {attempt} of {prompt}");
            if (!isUp && prompt.EndsWith('5') && attempt == 1) throw new ModelUnavailableException("once");
            return Evals.Reply(prompt);
        });
        EvalOptions options = new() { Attempts = 2, Clock = new NotedWaits() };
        EvalReport first = Evals.Run(Evals.Suite(7), model, database, options);
        probe.Observe("the report", first.ToJsonLines());
        probe.Observe("no accuracy", first.Accuracy is null);
        probe.Observe("requests", tries.Values.Sum());
        isUp = true;
        EvalReport second = Evals.Run(Evals.Suite(7), model, database, options);
        probe.Observe("the next report", second.ToJsonLines());
        probe.Observe("requests of both runs", tries.Values.Sum());

        using SqliteConnection fresh = Evals.Database();
        probe.Observe("as if nothing had failed", Evals.Run(Evals.Suite(7), Evals.Model(), fresh).ToJsonLines() == second.ToJsonLines());

        EvalSuite same = new("same", [new("a", "what?", "x"), new("b", "why?", "x"), new("c", "what?", "x")], (_, _) => true);
        FakeModel never = new((turns, _) => turns[^1].Text == "what?" ? throw new ModelUnavailableException("busy") : new FakeReply("x"));
        probe.Observe("one prompt in two items that failed", Evals.Run(same, never, fresh, options).ToJsonLines());
    }
}

public sealed class KilledRuns()
    : Check("M08.E6.killed",
        "has stored each reply by the time that the next is asked for, so that a run that is killed goes on", points: 2)
{
    public override void Probe(Probe probe)
    {
        string file = Path.Combine(Path.GetTempPath(), $"run-{Guid.NewGuid():N}.db");
        try
        {
            EvalSuite suite = Evals.Suite(8);
            EvalOptions one = new() { Concurrency = 1 };
            using SqliteConnection database = Evals.Database($"Data Source={file};Pooling=False");
            GatedModel model = new();
            using CancellationTokenSource stop = new();
            Task<EvalReport> run = EvalRunner.RunAsync(suite, new EvalModel("w", model), new ReplyStore(database), one, stop.Token);
            for (int reply = 1; reply <= 5; reply++)
            {
                _ = Evals.Wait(() => model.Waiting == 1 || run.IsCompleted);
                _ = model.ReleaseNewest();
                _ = Evals.Wait(() => model.Asked > reply || run.IsCompleted);
            }

            // Here the process is killed. What another process reads from the file is all that is left.
            using SqliteConnection left = Evals.Database($"Data Source={file};Mode=ReadWrite;Pooling=False;Default Timeout=1");
            using SqliteConnection copy = Evals.Database();
            left.BackupDatabase(copy);
            FakeModel next = new((turns, _) => new FakeReply($"reply to {turns[^1].Text}"));
            probe.Observe("what is left: the report", Run(suite, next, copy));
            probe.Observe("what is left: requests", next.Requests.Count);
            probe.Observe("what is left: the first of them", next.Requests.Count > 0 ? next.Requests[0].Turns[^1].Text : "none");

            // Ctrl-C instead: the request under way is given up.
            stop.Cancel();
            probe.Observe("cancelled", Evals.Ending(run));
            probe.Observe("cancelled: requests", model.Asked);
            FakeModel last = new((turns, _) => new FakeReply($"reply to {turns[^1].Text}"));
            _ = Run(suite, last, database);
            probe.Observe("after it: requests", last.Requests.Count);

            // Nobody waits longer than he has to, either: this clock does not go on.
            using SqliteConnection fresh = Evals.Database();
            using CancellationTokenSource stopWaiting = new();
            StandingClock clock = new();
            FakeModel busy = new((_, _) => throw new ModelUnavailableException("busy"));
            Task<EvalReport> waiting = EvalRunner.RunAsync(suite, new EvalModel("w", busy), new ReplyStore(fresh),
                new EvalOptions { Concurrency = 2, Clock = clock }, stopWaiting.Token);
            probe.Observe("two wait for their next attempt", Evals.Wait(() => clock.Timers >= 2));
            stopWaiting.Cancel();
            probe.Observe("cancelled while they wait", Evals.Ending(waiting));

            FakeModel unasked = Evals.Model();
            Task<EvalReport> never =
                EvalRunner.RunAsync(suite, new EvalModel("w", unasked), new ReplyStore(fresh), cancellationToken: stopWaiting.Token);
            probe.Observe("cancelled before it begins", Evals.Ending(never));
            probe.Observe("cancelled before it begins: requests", unasked.Requests.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Run(EvalSuite suite, FakeModel model, SqliteConnection database)
    {
        try
        {
            return Evals.Run(suite, model, database, hash: "w").ToJsonLines();
        }
        catch (SqliteException e)
        {
            return $"the database cannot be used: {e.SqliteErrorCode}";
        }
    }
}

public sealed class BrokenModels() : Check("M08.E6.broken", "begins no further item after an exception, and keeps the replies under way")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Evals.Database();
        GatedModel model = new();
        EvalSuite suite = Evals.Suite(9);
        Task<EvalReport> run =
            EvalRunner.RunAsync(suite, new EvalModel("w", model), new ReplyStore(database), new EvalOptions { Concurrency = 3 });
        _ = Evals.Wait(() => model.Waiting == 3 || run.IsCompleted);
        _ = model.FailNewest(new InvalidOperationException("the prompt is not of this model"));
        Thread.Sleep(100); // long enough for one who begins the next to do so
        probe.Observe("it waits for those under way", !run.IsCompleted);
        _ = Evals.Drain(model, run);
        probe.Observe("how it ends", Evals.Ending(run));
        probe.Observe("requests", model.Asked);
        FakeModel next = Evals.Model();
        _ = Evals.Run(suite, next, database, hash: "w");
        probe.Observe("requests of the next run", next.Requests.Count);

        // As clients of HTTP end a request that took too long: nobody has cancelled the run.
        using SqliteConnection other = Evals.Database();
        FakeModel slow = new((turns, _) =>
            turns[^1].Text == "question 1" ? throw new OperationCanceledException("it took too long") : Evals.Reply("x"));
        probe.Observe("a model that gives up by itself", Evals.Ending(EvalRunner.RunAsync(Evals.Suite(4), new EvalModel("w", slow),
            new ReplyStore(other), new EvalOptions { Concurrency = 1 })));
    }
}

public sealed class RefusedRuns()
    : Check("M08.E6.arguments", "refuses two items of one id and options out of range, before it asks anything")
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Evals.Model();
        using SqliteConnection database = Evals.Database();
        EvalSuite twice = Evals.Suite(2) with { Items = [new("a", "x", "y"), new("b", "x", "y"), new("a", "z", "y")] };
        probe.ObserveThrows<ArgumentException>("two items of one id", () => Evals.Run(twice, model, database));
        probe.ObserveAccepts("ids that differ in case",
            () => Evals.Run(Evals.Suite(2) with { Items = [new("a", "x", "y"), new("A", "z", "y")] }, Evals.Model(), database));
        probe.ObserveThrows<ArgumentException>("no request at a time", () => Evals.Run(Evals.Suite(2), model, database, concurrency: 0));
        probe.ObserveThrows<ArgumentException>("all requests at a time", () => Evals.Run(Evals.Suite(2), model, database, concurrency: -1));
        probe.ObserveThrows<ArgumentException>("no attempt",
            () => Evals.Run(Evals.Suite(2), model, database, new EvalOptions { Attempts = 0 }));
        probe.ObserveThrows<ArgumentException>("no model",
            () => EvalRunner.RunAsync(Evals.Suite(1), null!, new ReplyStore(database)).GetAwaiter().GetResult());
        probe.Observe("requests", model.Requests.Count);
    }
}
