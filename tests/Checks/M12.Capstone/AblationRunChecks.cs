using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M12;

public sealed class RunsInOrder()
    : Check("M12.E5.run", "runs every point with every seed in order, writes each outcome at once, and reports", points: 2)
{
    public override void Probe(Probe probe)
    {
        string name = Studies.NewName();
        using SqliteConnection store = Studies.Open(name), reader = Studies.Open(name);
        List<string> runs = [];
        AblationReport report = Studies.Run(Studies.Small, [3, 1, ulong.MaxValue], (point, seed, _) =>
        {
            runs.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed} after {Studies.Count(reader)} rows"));
            return Studies.ScoreAsync(point, seed, default);
        }, store);
        probe.Observe("runs", string.Join('\n', runs));
        probe.Observe("rows", Studies.Rows(reader));
        probe.Observe("report", Studies.Text(report));
        probe.Observe("the store is still open", store.State.ToString());

        using SqliteConnection other = Studies.Open();
        AblationGrid all = new(Studies.Small.Factors, AblationDesign.FullFactorial);
        probe.Observe("all combinations", Studies.Text(Studies.Run(all, [1, 2], Studies.ScoreAsync, other)));

        using SqliteConnection defaults = Studies.Open();
        string levels = "";
        AblationReport plain = Ablation.RunAsync(Studies.Small, [5], (point, seed, _) =>
        {
            levels += $"{string.Join('/', point.Levels)} ";
            return Task.FromResult(1.0);
        }, defaults).GetAwaiter().GetResult();
        probe.Observe("without options", levels);
        probe.Observe("without options: rows", Studies.Rows(defaults));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ResumesStudies()
    : Check("M12.E5.resume", "goes on where a study was killed, with the same report, and reuses only what is the same", points: 2)
{
    public override void Probe(Probe probe)
    {
        ulong[] seeds = [1, 2, 3];
        using SqliteConnection whole = Studies.Open();
        string wanted = Studies.Text(Studies.Run(Studies.Small, seeds, Studies.ScoreAsync, whole));
        foreach (int killed in new[] { 1, 5, 12 })
        {
            using SqliteConnection store = Studies.Open();
            using CancellationTokenSource kill = new();
            int runs = 0;
            Task<AblationReport> first = Studies.Begin(Studies.Small, seeds, (point, seed, stop) =>
            {
                if (++runs == killed) kill.Cancel();
                return stop.IsCancellationRequested ? Task.FromCanceled<double>(stop) : Studies.ScoreAsync(point, seed, stop);
            }, store, stop: kill.Token);
            probe.Observe($"killed in run {killed}", Studies.Ending(first));
            probe.Observe($"killed in run {killed}: rows", Studies.Count(store));
            probe.Observe($"killed in run {killed}: the same report", Studies.Text(Studies.Run(Studies.Small, seeds, (point, seed, stop) =>
            {
                runs++;
                return Studies.ScoreAsync(point, seed, stop);
            }, store)) == wanted);
            probe.Observe($"killed in run {killed}: runs of both", runs);
        }

        List<string> asked = [];
        void Observe(string name, AblationGrid grid, ulong[] some, string fingerprint)
        {
            asked.Clear();
            AblationReport report = Studies.Run(grid, some, (point, seed, _) =>
            {
                asked.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed}"));
                return Task.FromResult(Studies.Score(point, seed) + 100);
            }, whole, fingerprint);
            probe.Observe($"{name}: runs", asked.Count == 0 ? "none" : string.Join('\n', asked));
            probe.Observe($"{name}: results", report.Results.Select(x => x.Value ?? double.NaN));
        }

        AblationFactor rate = Studies.Small.Factors[0], features = Studies.Small.Factors[1];
        Observe("the same again", Studies.Small, seeds, "v1");
        Observe("seeds in another order", Studies.Small, [2, 1], "v1");
        Observe("factors in another order", new AblationGrid([features, rate]), seeds, "v1");
        Observe("a seed more", Studies.Small, [1, 2, 3, 4], "v1");
        Observe("a level more", new AblationGrid([rate, features with { Levels = [.. features.Levels, "all"] }]), seeds, "v1");
        Observe("another code", Studies.Small, [1], "v2");
        Observe("a fingerprint in capitals", Studies.Small, [1], "V1");
        Observe("a factor more", new AblationGrid([rate, features, new("zoom", ["1", "2"])]), [1], "v1");
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A row is the same run only if fingerprint, point and seed are; the report is made of all rows that belong to this study, in its order.");
}

public sealed class FailedRuns()
    : Check("M12.E5.failures",
        "notes a run that throws or gives no number, goes on with the others, and tries it again next time", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection store = Studies.Open();
        int round = 0;
        List<string> asked = [];
        Task<double> RunAsync(string point, ulong seed, CancellationToken stop)
        {
            asked.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed}"));
            return (point, seed, round) switch
            {
                ("features=none;rate=0.1", 2, 0) => throw new InvalidOperationException("out of memory"),
                ("features=none;rate=0.2", 1, 0) => Task.FromException<double>(new TimeoutException("too slow")),
                ("features=none;rate=0.2", 2, < 2) => Task.FromResult(double.NaN),
                ("features=words;rate=0.1", 1, 0) => Task.FromResult(double.PositiveInfinity),
                ("features=words;rate=0.1", 2, 0) => Task.FromResult(double.NegativeInfinity),
                ("features=pairs;rate=0.1", 1, 0) => throw new OperationCanceledException("its own"),
                ("features=pairs;rate=0.1", 1, 1) => throw new InvalidOperationException("another reason"),
                ("features=pairs;rate=0.1", 2, 0) =>
                    throw new InvalidOperationException("the outer one", new TimeoutException("the inner one")),
                _ => Studies.ScoreAsync(point, seed, stop),
            };
        }

        for (; round < 4; round++)
        {
            asked.Clear();
            Task<AblationReport> study = Studies.Begin(Studies.Small, [1, 2], RunAsync, store);
            string end = Studies.Ending(study);
            probe.Observe($"round {round}: how it ends", end);
            probe.Observe($"round {round}: runs", asked.Count == 0 ? "none" : string.Join('\n', asked));
            if (end == "a report") probe.Observe($"round {round}: the report", Studies.Text(study.Result));
            probe.Observe($"round {round}: rows", Studies.Rows(store));
        }

        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo words = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (words.NumberFormat.NaNSymbol, words.NumberFormat.NegativeInfinitySymbol) = ("keine Zahl", "unendlich");
            CultureInfo.CurrentCulture = words;
            using SqliteConnection other = Studies.Open();
            _ = Studies.Run(Studies.Small, [1],
                (point, _, _) => Task.FromResult(point.EndsWith("0.1", StringComparison.Ordinal) ? double.NaN : double.NegativeInfinity),
                other);
            probe.Observe("in another culture: rows", Studies.Rows(other));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("An exception of the run is a result of the study; a cancellation that nobody asked the study for is one, too.");
}

public sealed class CancelledStudies() : Check("M12.E5.cancel", "begins nothing after a cancellation, and leaves nothing half written")
{
    public override void Probe(Probe probe)
    {
        foreach (string how in new[] { "ends well all the same", "throws the cancellation", "throws something else" })
        {
            using SqliteConnection store = Studies.Open();
            using CancellationTokenSource stop = new();
            bool failing = true, isHeard = true;
            int runs = 0;
            _ = Studies.Run(Studies.Small, [1],
                (point, seed, _) => failing
                    ? throw new InvalidOperationException("failed before")
                    : Studies.ScoreAsync(point, seed, default), store);
            failing = false;
            Task<AblationReport> study = Studies.Begin(Studies.Small, [1, 2], (point, seed, token) =>
            {
                if (++runs >= 3) stop.Cancel();
                isHeard &= runs < 3 ? token.CanBeCanceled : token.IsCancellationRequested;
                if (runs < 3) return Studies.ScoreAsync(point, seed, token);
                return how switch
                {
                    "ends well all the same" => Studies.ScoreAsync(point, seed, token),
                    "throws the cancellation" => Task.FromCanceled<double>(token),
                    _ => throw new InvalidOperationException("the connection is gone"),
                };
            }, store, stop: stop.Token);
            probe.Observe($"{how}: the study", Studies.Ending(study));
            probe.Observe($"{how}: runs", runs);
            probe.Observe($"{how}: each run has the token", isHeard);
            probe.Observe($"{how}: rows", Studies.Rows(store));
        }

        using SqliteConnection full = Studies.Open();
        using CancellationTokenSource end = new();
        int last = 0;
        Task<AblationReport> whole = Studies.Begin(Studies.Small, [1], (point, seed, _) =>
        {
            if (++last == 4) end.Cancel();
            return Studies.ScoreAsync(point, seed, default);
        }, full, stop: end.Token);
        probe.Observe("cancelled in the last run, which ends well", Studies.Ending(whole));
        probe.Observe("cancelled in the last run, which ends well: rows", Studies.Count(full));

        using SqliteConnection empty = Studies.Open();
        int begun = 0;
        Task<AblationReport> late = Studies.Begin(Studies.Small, [1], (point, seed, _) =>
        {
            begun++;
            return Studies.ScoreAsync(point, seed, default);
        }, empty, stop: new CancellationToken(true));
        probe.Observe("cancelled before it began", Studies.Ending(late));
        probe.Observe("cancelled before it began: runs", begun);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ParallelStudies() : Check("M12.E5.parallel", "has as many runs under way as it may, no more, and the same report")
{
    public override void Probe(Probe probe)
    {
        ulong[] seeds = [1, 2, 3];
        using SqliteConnection serial = Studies.Open();
        string wanted = Studies.Text(Studies.Run(Studies.Small, seeds, Studies.ScoreAsync, serial));
        foreach (int most in new[] { 3, 100 })
        {
            using SqliteConnection store = Studies.Open();
            ConcurrentStack<(TaskCompletionSource<double> Source, double Value)> waiting = [];
            int under = 0, greatest = 0, begun = 0;
            Task<AblationReport> study = Studies.Begin(Studies.Small, seeds, (point, seed, _) =>
            {
                TaskCompletionSource<double> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
                int now = Interlocked.Increment(ref under);
                lock (waiting)
                {
                    begun++;
                    greatest = Math.Max(greatest, now);
                }

                waiting.Push((source, Studies.Score(point, seed)));
                return source.Task;
            }, store, parallel: most);
            int full = Math.Min(most, 12);
            bool isFull = Studies.Wait(() => waiting.Count >= full || study.IsCompleted);
            Thread.Sleep(30); // long enough for one who begins more to do so
            if (full < 12 && waiting.TryPop(out (TaskCompletionSource<double> Source, double Value) early))
            {
                _ = Interlocked.Decrement(ref under);
                early.Source.SetResult(early.Value);
                probe.Observe($"at most {most}: another begins when one has ended", Studies.Wait(() => Volatile.Read(ref begun) > full));
            }

            bool ended = Studies.Wait(() =>
            {
                // The newest ends first.
                if (waiting.TryPop(out (TaskCompletionSource<double> Source, double Value) run))
                {
                    _ = Interlocked.Decrement(ref under);
                    run.Source.SetResult(run.Value);
                }

                return study.IsCompleted;
            });
            probe.Observe($"at most {most}: as many as that", isFull);
            probe.Observe($"at most {most}: never more", greatest <= most);
            probe.Observe($"at most {most}: the same report",
                ended && Studies.Ending(study) == "a report" && Studies.Text(study.Result) == wanted);
            if (!isFull) return; // one who runs one by one need not be waited for again
        }

        // Runs that compute hold the thread on which they began; three of them are under way all the same.
        using SqliteConnection held = Studies.Open();
        using ManualResetEventSlim met = new();
        int inside = 0;
        bool alone = false;
        string computing = Studies.Ending(Task.Run(() => Studies.Begin(Studies.Small, [1], (point, seed, _) =>
        {
            if (Interlocked.Increment(ref inside) == 3) met.Set();
            alone |= !met.Wait(3000, CancellationToken.None);
            met.Set();
            return Studies.ScoreAsync(point, seed, default);
        }, held, parallel: 3)));
        probe.Observe("runs that compute", computing);
        probe.Observe("runs that compute, three at a time", !alone);

        using SqliteConnection busy = Studies.Open();
        AblationGrid large = new([new("a", ["1", "2", "3", "4", "5"]), new("b", ["1", "2", "3", "4", "5"])], AblationDesign.FullFactorial);
        ulong[] many = [.. Enumerable.Range(0, 16).Select(i => (ulong)i)];
        Task<AblationReport> hurried =
            Studies.Begin(large, many, (point, seed, _) => Task.Run(() => Studies.Score(point, seed)), busy, parallel: 8);
        string end = Studies.Ending(hurried);
        probe.Observe("400 runs, 8 at a time", end);
        probe.Observe("400 runs, 8 at a time: all there",
            end == "a report" && hurried.Result.Results.All(x => x.Value == Studies.Score(x.Point.Id, x.Seed)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A connection is no more than one thread's at a time: lock around each statement, not around the runs.");
}

public sealed class RefusesBadStudies()
    : Check("M12.E5.bad-arguments", "refuses studies without seeds, with one twice, without a fingerprint, and less than one run at a time")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection store = Studies.Open();
        int runs = 0;
        Task<double> CountAsync(string point, ulong seed, CancellationToken stop)
        {
            runs++;
            return Studies.ScoreAsync(point, seed, stop);
        }

        void Try(string name, ulong[]? seeds, AblationGrid? grid = null, string fingerprint = "v",
            int parallel = 1) => probe.ObserveThrows<ArgumentException>(name, () =>
            Studies.Begin(grid ?? Studies.Small, seeds!, CountAsync, store, fingerprint, parallel).GetAwaiter().GetResult());
        Try("no seeds", []);
        Try("a seed twice", [1, 2, 1]);
        Try("no list of seeds", null);
        Try("a bad grid", [1], new AblationGrid([]));
        Try("an empty fingerprint", [1], fingerprint: "");
        Try("no run at a time", [1], parallel: 0);
        Try("less than none at a time", [1], parallel: -1);
        probe.Observe("runs before the refusal", runs);
        probe.ObserveThrows<ArgumentException>("no grid",
            () => Studies.Begin(null!, [1], Studies.ScoreAsync, store).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no store",
            () => Studies.Begin(Studies.Small, [1], Studies.ScoreAsync, null!).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("nothing to run",
            () => Ablation.RunAsync(Studies.Small, [1], null!, store).GetAwaiter().GetResult());
        probe.ObserveAccepts("one seed", () => Studies.Begin(Studies.Small, [1], Studies.ScoreAsync, store).GetAwaiter().GetResult());
    }
}
