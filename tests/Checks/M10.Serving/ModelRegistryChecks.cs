using System.Text;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M10;

public sealed class PublishedVersions()
    : VisibleCheck("M10.E5.publish", "numbers the versions of each name, and keeps each file once under its hash")
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new();
        (string Name, string Text)[] files =
            [("m", "one"), ("m", "two"), ("other", "three"), ("m", "one"), ("M", "one"), ("other", "two"), ("m", "four"), ("it's", ""),
                ("m", new string('x', 300_000))];
        foreach ((int i, (string name, string text)) in files.Index()) probe.Observe($"file {i}", rig.Publish(name, text));
        probe.Observe("what is kept", rig.Kept());
        probe.Observe("a hash in capitals", rig.Registry.Publish("m", rig.Upload("five"), RegistryRig.Hash("five").ToUpperInvariant()));
        probe.Observe("the same in small letters", rig.Publish("m", "five"));
        probe.ObserveAccepts("it can be opened", () => rig.Registry.Open("m", 5).Dispose());
        probe.Observe("the file stays", File.ReadAllText(rig.Upload("five")));
        probe.Observe("another connection", rig.Another().Registry.Publish("m", rig.Upload("six"), RegistryRig.Hash("six")));
        probe.Observe("nothing serves yet", rig.Registry.Active("m") is null);
    }
}

public sealed class RefusedFiles() : Check("M10.E5.refused", "refuses a file of another hash, and keeps nothing of it")
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new();
        probe.ObserveThrows<InvalidDataException>("another hash",
            () => rig.Registry.Publish("m", rig.Upload("one"), RegistryRig.Hash("two")));
        probe.Observe("kept then", rig.Kept());
        probe.ObserveThrows<InvalidDataException>("a part of the hash",
            () => rig.Registry.Publish("m", rig.Upload("one"), RegistryRig.Hash("one")[..32]));
        probe.ObserveThrows<FileNotFoundException>("no file",
            () => rig.Registry.Publish("m", rig.Upload("one") + "x", RegistryRig.Hash("one")));
        probe.Observe("kept after all", rig.Kept());
        probe.Observe("the first version", rig.Publish("m", "one"));
        probe.ObserveThrows<InvalidDataException>("another hash later",
            () => rig.Registry.Publish("m", rig.Upload("two"), RegistryRig.Hash("one")));
        probe.Observe("the second version", rig.Publish("m", "three"));
        probe.Observe("what is kept", rig.Kept());
    }
}

public sealed class OpenedFiles() : Check("M10.E5.open", "opens what was published, and refuses what was changed since", points: 2)
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new();
        string large = new('y', 200_000);
        foreach (string text in new[] { "one", "two", large }) _ = rig.Publish("m", text);
        foreach (int version in new[] { 1, 3 })
        {
            using Stream stream = rig.Registry.Open("m", version);
            probe.Observe($"version {version}: can be written", stream.CanWrite);
            using StreamReader reader = new(stream, Encoding.UTF8);
            string text = reader.ReadToEnd();
            probe.Observe($"version {version} is what was published", text == (version == 1 ? "one" : large));
        }

        void Change(string name, Action<string> change)
        {
            string path = Path.Combine(rig.Files, RegistryRig.Hash("two"));
            if (!File.Exists(path)) return;
            change(path);
            probe.ObserveThrows<InvalidDataException>(name, () => rig.Registry.Open("m", 2).Dispose());
            File.WriteAllText(path, "two");
        }

        Change("a letter", path => File.WriteAllText(path, "twO"));
        Change("cut off", path => File.WriteAllText(path, "tw"));
        Change("something behind it", path => File.WriteAllText(path, "two "));
        Change("nothing", path => File.WriteAllText(path, ""));
        probe.ObserveAccepts("as it was", () => rig.Registry.Open("m", 2).Dispose());
        probe.ObserveThrows<ArgumentException>("version 0", () => rig.Registry.Open("m", 0).Dispose());
        probe.ObserveThrows<ArgumentException>("version 4", () => rig.Registry.Open("m", 4).Dispose());
        probe.ObserveThrows<ArgumentException>("another name", () => rig.Registry.Open("M", 1).Dispose());
    }
}

public sealed class PromotedVersions() : Check("M10.E5.promote", "promotes and rolls back, each name for itself", points: 2)
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new RegistryRig().With("m", 4).With("n", 2);
        ModelRegistry registry = rig.Registry;
        List<string> log = [];
        void Do(string what, Func<object?> call) =>
            log.Add($"{what}: {RegistryRig.Try(call)}; m {registry.Active("m")?.ToString() ?? "none"}, n {registry.Active("n")?.ToString() ?? "none"}");
        void Promote(string name, int version) => Do($"promote {name} {version}", () =>
        {
            registry.Promote(name, version);
            return "done";
        });
        Do("roll back", () => registry.Rollback("m"));
        Promote("m", 3);
        Do("roll back", () => registry.Rollback("m"));
        Promote("n", 2);
        Promote("m", 1);
        Promote("n", 1);
        Promote("m", 1);
        Promote("m", 4);
        Promote("m", 5);
        Promote("m", 0);
        Promote("x", 1);
        Promote("m", 3);
        for (int i = 0; i < 4; i++) Do("roll back", () => registry.Rollback("m"));
        Promote("m", 2);
        Do("roll back n", () => registry.Rollback("n"));
        Do("roll back n", () => registry.Rollback("n"));
        Do("roll back", () => registry.Rollback("m"));
        Do("roll back x", () => registry.Rollback("x"));
        probe.Observe("what happened", string.Join('\n', log));
        probe.Observe("another connection", rig.Another().Registry.Active("m") == registry.Active("m"));
        probe.Observe("the name in a capital",
            $"{registry.Active("M")?.ToString() ?? "none"}, {RegistryRig.Try(() => registry.Route("M", "k"))}");
    }
}

public sealed class CanariesBegin() : Check("M10.E5.canary", "has one canary at most, which ends with a promotion or a rollback", points: 2)
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new RegistryRig().With("m", 4).With("n", 2);
        ModelRegistry registry = rig.Registry;
        List<string> log = [];
        void Do(string what, Action call) => log.Add($"{what}: {RegistryRig.Try(call)}; {rig.State("m")}; n: {rig.State("n")}");
        Do("before anything is active", () => registry.SetCanary("m", 2, 10));
        registry.Promote("m", 1);
        registry.Promote("n", 1);
        registry.SetCanary("n", 2, 50);
        Do("10 % of 2", () => registry.SetCanary("m", 2, 10));
        Do("100 % of 2", () => registry.SetCanary("m", 2, 100));
        Do("1 % of 3", () => registry.SetCanary("m", 3, 1));
        Do("101 %", () => registry.SetCanary("m", 2, 101));
        Do("-1 %", () => registry.SetCanary("m", 2, -1));
        Do("the active one", () => registry.SetCanary("m", 1, 10));
        Do("no such version", () => registry.SetCanary("m", 5, 10));
        Do("0 %", () => registry.SetCanary("m", 2, 0));
        Do("20 % of 4", () => registry.SetCanary("m", 4, 20));
        Do("promote 4", () => registry.Promote("m", 4));
        Do("30 % of 2", () => registry.SetCanary("m", 2, 30));
        Do("roll back", () => registry.Rollback("m"));
        Do("40 % of 2", () => registry.SetCanary("m", 2, 40));
        Do("promote the active one", () => registry.Promote("m", 1));
        Do("50 % of 2", () => registry.SetCanary("m", 2, 50));
        Do("roll back too far", () => registry.Rollback("m"));
        Do("promote what is not there", () => registry.Promote("m", 9));
        probe.Observe("what happened", string.Join('\n', log));
    }
}

public sealed class RoutedKeys() : VisibleCheck("M10.E5.route", "routes each key by its hash, the canary's version and the name", points: 2)
{
    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new RegistryRig().With("m", 12).With("größe", 2);
        probe.Observe("nothing is active", RegistryRig.Try(() => rig.Registry.Route("m", "k")));
        rig.Registry.Promote("m", 1);
        rig.Registry.Promote("größe", 1);
        string[] keys = ["", "user 1", "日本", "😀", "größe", "a,b", "1:a,",
            .. Enumerable.Range(0, 60).Select(_ => $"user-{probe.Random.NextInteger(0, 1 << 30)}")];
        void Observe(string what, string name) => probe.Observe(what, keys.Select(key => rig.Registry.Route(name, key)));
        Observe("no canary", "m");
        foreach ((int version, int percent) in new[] { (2, 50), (2, 1), (2, 99), (3, 50), (12, 50), (2, 100) })
        {
            rig.Registry.SetCanary("m", version, percent);
            Observe($"{percent} % of version {version}", "m");
        }

        rig.Registry.SetCanary("größe", 2, 50);
        Observe("another name", "größe");
        Observe("the first name still", "m");
        rig.Registry.SetCanary("m", 2, 0);
        Observe("the canary is over", "m");
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SplitsOfKeys()
    : Check("M10.E5.split", "splits 10,000 keys as the share says, and moves keys to the canary only, when it grows")
{
    private const int Keys = 10_000;
    private static readonly int[] Shares = [1, 10, 25, 60, 100];

    public override void Probe(Probe probe)
    {
        using RegistryRig rig = new RegistryRig().With("m", 3);
        rig.Registry.Promote("m", 1);
        string[] keys = [.. Enumerable.Range(0, Keys).Select(i => $"user {i} {probe.Random.NextInteger(0, 1 << 20)}")];
        bool[] before = new bool[Keys];
        int back = 0, unstable = 0;
        foreach (int share in Shares)
        {
            rig.Registry.SetCanary("m", 2, share);
            bool[] now = [.. keys.Select(key => rig.Registry.Route("m", key) == 2)];
            unstable += keys.Take(500).Where((key, i) => rig.Registry.Route("m", key) == 2 != now[i]).Count();
            back += now.Zip(before).Count(pair => pair.Second && !pair.First);
            probe.Observe($"keys of {share} %", now.Count(isCanary => isCanary));
            before = now;
        }

        probe.Observe("keys that went back", back);
        probe.Observe("keys that went to and fro", unstable);
        rig.Registry.SetCanary("m", 2, 20);
        bool[] second = [.. keys.Select(key => rig.Registry.Route("m", key) == 2)];
        rig.Registry.SetCanary("m", 3, 20);
        probe.Observe("keys of both canaries", keys.Where((key, i) => second[i] && rig.Registry.Route("m", key) == 3).Count());
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int share in Shares)
        {
            double p = share / 100.0, wanted = Keys * p, sigma = Math.Sqrt(Keys * p * (1 - p));
            if (Math.Abs(evidence.Number($"keys of {share} %") - wanted) > 3 * sigma)
                return Verdict.Fail($"A canary of {share} % gets a share that is more than three standard deviations off.");
        }

        if (evidence.Number("keys that went back") > 0) return Verdict.Fail("Some keys leave the canary when its share grows.");
        if (evidence.Number("keys that went to and fro") > 0) return Verdict.Fail("A key is not always served by the same version.");

        // A fifth of a fifth: 400, with a standard deviation of about 20.
        return Math.Abs(evidence.Number("keys of both canaries") - 400) < 100
            ? Verdict.Pass
            : Verdict.Fail("Every canary meets the same keys first.", hint: "The canary's version belongs into the hash.");
    }
}

public sealed class StatementsThatFail() : Check("M10.E5.atomic", "leaves the old state or the new one, wherever it is stopped", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((string table, string change) in new[] { ("promotions", "INSERT"), ("promotions", "DELETE"), ("canaries", "DELETE"),
            ("canaries", "INSERT"), ("canaries", "UPDATE"), ("promotions", "UPDATE"), ("versions", "INSERT") })
        {
            List<string> log = [];
            void Do(string what, Action<ModelRegistry> call)
            {
                using RegistryRig undisturbed = Begun();
                call(undisturbed.Registry);
                using RegistryRig rig = Begun();
                string before = rig.State("m"), after = undisturbed.State("m");

                // The disk is full, the power fails, somebody kills the process: at this statement.
                rig.Execute($"CREATE TRIGGER stop BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'stopped'); END");
                string end = RegistryRig.Try(() => call(rig.Registry)), state = rig.State("m");
                rig.Execute("DROP TRIGGER stop");

                // Which statements a member has is its own affair, and so is whether this one stops it.
                bool isWhole = state == (end == "done" ? after : before);
                string then = RegistryRig.Try(() => rig.Registry.Promote("m", 1));
                log.Add($"{what}: {(isWhole ? "the old state or the new one" : $"{end}; {state}")}, then {then}");
            }

            Do("promote", registry => registry.Promote("m", 4));
            Do("promote the active one", registry => registry.Promote("m", 2));
            Do("roll back", registry => registry.Rollback("m"));
            Do("another canary", registry => registry.SetCanary("m", 4, 5));
            Do("another share", registry => registry.SetCanary("m", 3, 5));
            Do("no canary", registry => registry.SetCanary("m", 3, 0));
            probe.Observe($"stopped at {change} of {table}", string.Join('\n', log));
        }
    }

    private static RegistryRig Begun()
    {
        RegistryRig rig = new RegistryRig().With("m", 4);
        rig.Registry.Promote("m", 1);
        rig.Registry.Promote("m", 2);
        rig.Registry.SetCanary("m", 3, 30);
        return rig;
    }
}

public sealed class RegistriesAtOnce()
    : Check("M10.E5.connections", "takes the write lock before it looks, so that several connections may write at once", points: 2)
{
    private const int Writers = 4, Each = 6;

    public override void Probe(Probe probe)
    {
        using (RegistryRig rig = new RegistryRig().With("m", 2))
        {
            SqliteConnection hasty = rig.Connect(timeout: 1);
            ModelRegistry registry = new(hasty, rig.Files);
            rig.Execute("BEGIN IMMEDIATE");

            // Whoever looks before it has the lock says here what may not be true any more when it writes.
            string[] ends =
            [
                RegistryRig.Try(() => registry.Promote("m", 9)), RegistryRig.Try(() => _ = registry.Rollback("m")),
                RegistryRig.Try(() => registry.SetCanary("m", 9, 10)),
            ];
            probe.Observe("locked: promote what is not there", ends[0]);
            probe.Observe("locked: roll back what is not active", ends[1]);
            probe.Observe("locked: a canary that is not there", ends[2]);
            rig.Execute("ROLLBACK");

            // How writers without the lock get on with each other is another thing each time.
            if (ends.Any(end => end != nameof(SqliteException))) return;
        }

        using (RegistryRig rig = new RegistryRig().With("m", 1))
        {
            ModelRegistry registry = rig.Another().Registry;
            foreach ((string name, string added) in new[] { ("the same file", "new"), ("another file", "other") })
            {
                string path = rig.Upload("new"), hash = RegistryRig.Hash(added);
                rig.Execute("DELETE FROM versions WHERE version > 1");
                rig.Execute("BEGIN IMMEDIATE");
                Task<string> publishing =
                    Task.Run(() => RegistryRig.Try(() => (object?)registry.Publish("m", path, RegistryRig.Hash("new"))));
                _ = publishing.Wait(150);
                rig.Execute($"INSERT INTO versions(name, version, sha256) VALUES ('m', 2, '{hash}')");
                rig.Execute("COMMIT");
                probe.Observe($"version 2 of {name} comes while a publication waits", publishing.GetAwaiter().GetResult());
            }
        }

        using RegistryRig shared = new();
        int[][] versions = new int[Writers][];
        string[] ways = new string[Writers];
        ModelRegistry[] registries = [.. Enumerable.Range(0, Writers).Select(_ => shared.Another().Registry)];
        string[][] paths = [.. Enumerable.Range(0, Writers)
            .Select(writer => Enumerable.Range(0, Each).Select(i => shared.Upload($"{writer}, {i}")).ToArray())];
        Thread[] writers = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() => ways[writer] = Safe(() =>
        {
            versions[writer] = new int[Each];
            for (int i = 0; i < Each; i++)
            {
                versions[writer][i] = registries[writer].Publish("m", paths[writer][i], RegistryRig.Hash($"{writer}, {i}"));
                registries[writer].Promote("m", versions[writer][i]);
            }
        })))];
        foreach (Thread writer in writers) writer.Start();
        foreach (Thread writer in writers) writer.Join();
        probe.Observe("how they end", string.Join(' ', ways));
        probe.Observe("versions, sorted", versions.SelectMany(own => own ?? []).Order().ToList());
        probe.Observe("promotions", shared.State("m").Split(", ").Length);
    }

    private static string Safe(Action call)
    {
        try
        {
            call();
            return "well";
        }
        catch (Exception e)
        {
            return ExceptionName.Of(e);
        }
    }
}
