using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M07;

/// <summary>Logs in files and in memory, for the checks that edit them.</summary>
internal static class Audits
{
    public static readonly byte[] Key = "a key of thirty-two made-up bytes"u8.ToArray();
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(2));

    private static readonly string[] People = ["jane@example.com", "+1 202 555 0100", "", "Zoë 😀", "joe@example.org"];

    public static SqliteConnection Database(string source = "Data Source=:memory:")
    {
        SqliteConnection connection = new(source + ";Default Timeout=2");
        connection.Open();
        return connection;
    }

    /// <summary>Runs with a database in a file, which is deleted afterwards.</summary>
    public static void InFile(Action<string, string> run)
    {
        string file = Path.Combine(Path.GetTempPath(), $"audit-{Guid.NewGuid():N}.db");
        try
        {
            run(file, $"Data Source={file};Pooling=False");
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static AuditEntry Entry(int i) =>
        new(Start.AddDays(i).AddMilliseconds(i), People[i % People.Length], i % 3 == 0 ? "ask" : "answer", $"content {i}: ä 😀\r\n");

    public static AuditLog Fill(SqliteConnection connection, int rows)
    {
        AuditLog log = new(connection, Key);
        for (int i = 0; i < rows; i++) _ = log.Append(Entry(i));
        return log;
    }

    public static long Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar() ?? 0, CultureInfo.InvariantCulture);
    }

    /// <summary>Writes all rows, as anybody sees them who has the file.</summary>
    public static string Rows(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT idx, at, subject, action, content_hash, hash, content FROM audit ORDER BY idx";
        using SqliteDataReader reader = command.ExecuteReader();
        StringBuilder rows = new();
        while (reader.Read())
            _ = rows.AppendJoin(' ', Enumerable.Range(0, 7)
                .Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)))
                    .Append('\n');
        return rows.ToString();
    }

    public static string Text(AuditProblem? problem) =>
        problem is null ? "no fault" : string.Create(CultureInfo.InvariantCulture, $"{problem.Index} {problem.Fault}");

    public static string Text(AuditAnchor? anchor) =>
        anchor is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{anchor.Index} {anchor.Hash}");
}

public sealed class WrittenRows() : VisibleCheck("M07.E7.rows", "writes the columns and hashes of the handout", points: 2)
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture, other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NegativeSign = "~";
        using SqliteConnection database = Audits.Database();
        try
        {
            CultureInfo.CurrentCulture = other;
            AuditLog log = new(database, Audits.Key);
            probe.Observe("the head of an empty log", Audits.Text(log.Head));
            probe.Observe("the first", Audits.Text(log.Append(Audits.Entry(0))));
            probe.Observe("the second", Audits.Text(log.Append(Audits.Entry(3))));
            probe.Observe("before 1970",
                Audits.Text(
                    log.Append(new AuditEntry(new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.FromHours(-5)), "a,1:b", "", ""))));
            for (int i = 0; i < 9; i++) _ = log.Append(new AuditEntry(Audits.Start, "x'); DROP TABLE audit; --", "it's", "$0 @1 ?2"));
            probe.Observe("the head", Audits.Text(log.Head));
            probe.Observe("another log's head", Audits.Text(new AuditLog(database, Audits.Key).Head));
            probe.Observe("no fault", Audits.Text(log.Verify()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        probe.Observe("the table", Audits.Rows(database));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Compare with the public test, whose comment computes the hashes in a shell.");
}

public sealed class PersonalRows()
    : Check("M07.E7.personal", "finds a person's rows by a keyed code, and keeps no trace of the person in the file", points: 2)
{
    public override void Probe(Probe probe)
    {
        Audits.InFile((file, source) =>
        {
            using (SqliteConnection database = Audits.Database(source))
            {
                byte[] key = [.. Audits.Key];
                AuditLog log = new(database, key);
                Array.Clear(key);
                for (int i = 0; i < 9; i++) _ = log.Append(Audits.Entry(i) with { Content = $"masked {i % 2}" });
                foreach (string subject in (string[])["jane@example.com", "+1 202 555 0100", "", "Zoë 😀", "JANE@example.com",
                    "jane@example.com ", "jane%", "nobody"])
                {
                    probe.Observe($"rows of '{subject}'", log.Find(subject).Select(index => (int)index));
                }

                probe.Observe("with another key",
                    new AuditLog(database, Encoding.ASCII.GetBytes("another key of sixteen bytes")).Find("jane@example.com").Count);
                probe.Observe("codes of subjects", Audits.Run(database, "SELECT COUNT(DISTINCT subject) FROM audit"));
                probe.Observe("codes of contents", Audits.Run(database, "SELECT COUNT(DISTINCT content_hash) FROM audit"));
                probe.Observe("rows and keys", Audits.Rows(database));
            }

            string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            foreach (string subject in (string[])["jane@example.com", "+1 202 555 0100"])
            {
                byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(subject));
                probe.Observe($"the file does not have {subject}", !bytes.Contains(subject, StringComparison.OrdinalIgnoreCase));
                probe.Observe($"nor the plain hash of {subject}",
                    !bytes.Contains(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase)
                        && !bytes.Contains(Encoding.Latin1.GetString(hash), StringComparison.Ordinal));
            }
        });
    }
}

public sealed class TouchedRows()
    : Check("M07.E7.edits", "tells the first row that was edited, removed, added or moved, and what is wrong with it", points: 3)
{
    public override void Probe(Probe probe)
    {
        (string Name, string Sql)[] edits =
        [
            ("nothing", "SELECT 1"), ("a time", "UPDATE audit SET at = at + 1 WHERE idx = 3"),
            ("a subject", "UPDATE audit SET subject = (SELECT subject FROM audit WHERE idx = 1) WHERE idx = 3"),
            ("an action", "UPDATE audit SET action = 'Ask' WHERE idx = 3"),
            ("a content", "UPDATE audit SET content = content || ' ' WHERE idx = 3"),
            ("a content of another row", "UPDATE audit SET content = (SELECT content FROM audit WHERE idx = 2) WHERE idx = 3"),
            ("a content and its hash",
                "UPDATE audit SET content = (SELECT content FROM audit WHERE idx = 2), content_hash = (SELECT content_hash FROM audit WHERE idx = 2) WHERE idx = 3"),
            ("a content taken away", "UPDATE audit SET content = NULL WHERE idx = 3"),
            ("an empty content", "UPDATE audit SET content = '' WHERE idx = 3"),
            ("a content's hash", "UPDATE audit SET content_hash = hash WHERE idx = 3"),
            ("a hash", "UPDATE audit SET hash = upper(hash) WHERE idx = 3"),
            ("the first", "UPDATE audit SET at = 0 WHERE idx = 0"), ("the last", "UPDATE audit SET action = '' WHERE idx = 7"),
            ("two rows", "UPDATE audit SET content = 'x' WHERE idx IN (2, 5)"),
            ("two faults in one row", "UPDATE audit SET content = 'x', at = 1 WHERE idx = 4"),
            ("the first removed", "DELETE FROM audit WHERE idx = 0"), ("one removed", "DELETE FROM audit WHERE idx = 4"),
            ("one removed, and closed up", "DELETE FROM audit WHERE idx = 4; UPDATE audit SET idx = idx - 1 WHERE idx > 4"),
            ("the last removed", "DELETE FROM audit WHERE idx = 7"), ("the last two removed", "DELETE FROM audit WHERE idx > 5"),
            ("all removed", "DELETE FROM audit"),
            ("two swapped",
                "UPDATE audit SET idx = CASE idx WHEN 2 THEN -9 ELSE 2 END WHERE idx IN (2, 5); UPDATE audit SET idx = 5 WHERE idx = -9"),
            ("one doubled at the end",
                "INSERT INTO audit SELECT 8, at, subject, action, content_hash, hash, content FROM audit WHERE idx = 7"),
            ("one far behind", "INSERT INTO audit SELECT 99, at, subject, action, content_hash, hash, content FROM audit WHERE idx = 7"),
            ("a retention made up", "INSERT INTO audit SELECT 8, at, subject, 'retention', content_hash, hash, '9999999999999' FROM audit WHERE idx = 7; UPDATE audit SET content = NULL WHERE idx = 6"),
            ("a fault behind one without content", "UPDATE audit SET content = NULL WHERE idx = 6; UPDATE audit SET at = 5 WHERE idx = 5"),
            ("a fault before one without content", "UPDATE audit SET content = NULL WHERE idx = 2; UPDATE audit SET at = 5 WHERE idx = 5"),
        ];
        foreach ((string name, string sql) in edits)
        {
            using SqliteConnection database = Audits.Database();
            AuditLog log = Audits.Fill(database, 8);
            AuditAnchor? anchor = log.Head;
            _ = Audits.Run(database, sql);
            probe.Observe(name, Audits.Text(log.Verify()));
            probe.Observe($"{name}, with an anchor", Audits.Text(log.Verify(anchor)));
        }

        // Whether -1 is altered or makes 0 wrong is left open: there is no such index.
        using SqliteConnection negative = Audits.Database();
        AuditLog before = Audits.Fill(negative, 8);
        _ = Audits.Run(negative, "INSERT INTO audit SELECT -1, at, subject, action, content_hash, hash, content FROM audit WHERE idx = 7");
        probe.Observe("one before the first is a fault", before.Verify() is not null);
    }
}

public sealed class KeptAnchors() : Check("M07.E7.anchor", "finds by an anchor what was cut off at the end, or written anew")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Audits.Database(), other = Audits.Database(), empty = Audits.Database();
        AuditLog log = Audits.Fill(database, 5), nothing = new(empty, Audits.Key);
        AuditAnchor? early = log.Head;
        for (int i = 5; i < 9; i++) _ = log.Append(Audits.Entry(i));
        probe.Observe("an early anchor", Audits.Text(log.Verify(early)));
        probe.Observe("rows behind the anchor removed",
            Audits.Run(database, "DELETE FROM audit WHERE idx > 4; SELECT COUNT(*) FROM audit") + Audits.Text(log.Verify(early)));
        _ = Audits.Run(database, "DELETE FROM audit WHERE idx > 2");
        probe.Observe("rows before the anchor removed", Audits.Text(log.Verify(early)));
        probe.Observe("without an anchor", Audits.Text(log.Verify()));
        AuditLog again = new(other, Audits.Key);
        for (int i = 0; i < 9; i++) _ = again.Append(Audits.Entry(i == 1 ? 2 : i));
        probe.Observe("the chain written anew", Audits.Text(again.Verify(early)));
        probe.Observe("and a content of it changed before the anchor",
            Audits.Run(other, "UPDATE audit SET content = '' WHERE idx = 3") + Audits.Text(again.Verify(early)));
        probe.Observe("and a content of it changed at the anchor",
            Audits.Run(other, "UPDATE audit SET content = '' WHERE idx IN (3, 4); UPDATE audit SET content_hash = content_hash")
                + Audits.Text(again.Verify(early)));
        using SqliteConnection worse = Audits.Database();
        AuditLog touched = new(worse, Audits.Key);
        for (int i = 0; i < 5; i++) _ = touched.Append(Audits.Entry(i == 1 ? 2 : i));
        probe.Observe("written anew, and the content at the anchor changed",
            Audits.Run(worse, "UPDATE audit SET content = '' WHERE idx = 4") + Audits.Text(touched.Verify(early)));
        probe.Observe("written anew, and the hash at the anchor changed",
            Audits.Run(worse, "UPDATE audit SET hash = upper(hash) WHERE idx = 4") + Audits.Text(touched.Verify(early)));

        // Retention excuses a content that is missing, and nothing else.
        using SqliteConnection gone = Audits.Database();
        AuditLog anew = new(gone, Audits.Key);
        for (int i = 0; i < 5; i++) _ = anew.Append(Audits.Entry(i == 1 ? 2 : i));
        _ = anew.ApplyRetention(Audits.Start.AddDays(99), TimeSpan.Zero);
        probe.Observe("the chain written anew, its contents taken away", Audits.Text(anew.Verify(early)));
        probe.Observe("an empty log", Audits.Text(nothing.Verify()));
        probe.Observe("an emptied log", Audits.Text(nothing.Verify(early)));
    }
}

public sealed class RetainedRows()
    : Check("M07.E7.retention", "takes old contents out of the file, says so in a row, and keeps the chain verifiable", points: 2)
{
    public override void Probe(Probe probe)
    {
        Audits.InFile((file, source) =>
        {
            using (SqliteConnection database = Audits.Database(source))
            {
                AuditLog log = Audits.Fill(database, 8);
                AuditAnchor? anchor = log.Head;
                DateTimeOffset now = Audits.Start.AddDays(10);
                probe.Observe("nothing is old", log.ApplyRetention(now, TimeSpan.FromDays(11)));
                probe.Observe("rows", Audits.Run(database, "SELECT COUNT(*) FROM audit"));
                probe.Observe("to the millisecond", log.ApplyRetention(now.AddMilliseconds(3), TimeSpan.FromDays(7)));
                probe.Observe("again", log.ApplyRetention(now.AddMilliseconds(3), TimeSpan.FromDays(7)));
                probe.Observe("no fault", Audits.Text(log.Verify(anchor)));
                _ = log.Append(Audits.Entry(1));
                probe.Observe("one that comes late is not covered",
                    Audits.Run(database, "UPDATE audit SET content = NULL WHERE idx = 9") + Audits.Text(log.Verify()));
                probe.Observe("it is once more rows are old", log.ApplyRetention(now, TimeSpan.FromDays(4)));
                probe.Observe("no fault now", Audits.Text(log.Verify(anchor)));
                probe.Observe("a content that is not old",
                    Audits.Run(database, "UPDATE audit SET content = NULL WHERE idx = 6") + Audits.Text(log.Verify(anchor)));
                probe.Observe("everything", log.ApplyRetention(now.AddDays(99), TimeSpan.Zero));
                probe.Observe("still no fault", Audits.Text(log.Verify(anchor)));
                probe.Observe("the table", Audits.Rows(database));
                probe.Observe("a subject is still found", log.Find("jane@example.com").Count);
                probe.Observe("a fault before a retention",
                    Audits.Run(database, "UPDATE audit SET action = 'x' WHERE idx = 7") + Audits.Text(log.Verify()));
                probe.Observe("and behind it",
                    Audits.Run(database, "UPDATE audit SET action = 'answer' WHERE idx = 7") + Audits.Text(log.Verify(anchor)));
                probe.Observe("a retention without content",
                    Audits.Run(database, "UPDATE audit SET content = NULL WHERE idx = 10") + Audits.Text(log.Verify()));
                probe.Observe("a retention that is removed",
                    Audits.Run(database, "DELETE FROM audit WHERE idx >= 10") + Audits.Text(log.Verify()));
            }
        });
        using SqliteConnection late = Audits.Database();
        AuditLog two = Audits.Fill(late, 8);
        probe.Observe("five old rows", two.ApplyRetention(Audits.Start.AddDays(5), TimeSpan.Zero));
        _ = two.Append(Audits.Entry(1));
        probe.Observe("an old row that comes late", two.ApplyRetention(Audits.Start.AddDays(2), TimeSpan.Zero));
        probe.Observe("two retentions, the later of less", Audits.Text(two.Verify()));
        probe.Observe("a retention that was made to tell of more",
            Audits.Run(late, "UPDATE audit SET content = '9999999999999' WHERE idx = 10; UPDATE audit SET content = NULL WHERE idx = 6")
                + Audits.Text(two.Verify()));
        Audits.InFile((file, source) =>
        {
            using (SqliteConnection database = Audits.Database(source))
            {
                AuditLog log = new(database, Audits.Key);
                for (int i = 0; i < 60; i++)
                    _ = log.Append(Audits.Entry(i) with
                    {
                        Content = string.Create(CultureInfo.InvariantCulture, $"<content {i}>{new string('.', 100)}")
                    });
                probe.Observe("of sixty rows", log.ApplyRetention(Audits.Start.AddDays(50), TimeSpan.Zero));
            }

            // Long ones stand on pages of their own, which are free afterwards.
            Audits.InFile((longFile, longSource) =>
            {
                using (SqliteConnection database = Audits.Database(longSource))
                {
                    AuditLog log = new(database, Audits.Key);
                    for (int i = 0; i < 12; i++)
                        _ = log.Append(Audits.Entry(i) with { Content = string.Concat(Enumerable.Repeat($"<long {i % 2}>", 3000)) });
                    probe.Observe("of twelve long rows", log.ApplyRetention(Audits.Start.AddDays(50), TimeSpan.Zero));
                }

                probe.Observe("long contents are still in the file",
                    Encoding.Latin1.GetString(File.ReadAllBytes(longFile)).Contains("<long ", StringComparison.Ordinal));
            });

            string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            probe.Observe("old contents that are still in the file", Enumerable.Range(0, 50)
                .Count(i => bytes.Contains(string.Create(CultureInfo.InvariantCulture, $"<content {i}>"), StringComparison.Ordinal)));
            probe.Observe("new contents that are in the file", Enumerable.Range(50, 10)
                .Count(i => bytes.Contains(string.Create(CultureInfo.InvariantCulture, $"<content {i}>"), StringComparison.Ordinal)));
        });
    }
}

public sealed class SharedLogs() : Check("M07.E7.shared", "appends from several connections at once, each behind the last", points: 2)
{
    private const int Writers = 4, Rows = 25;

    public override void Probe(Probe probe)
    {
        Audits.InFile((file, source) =>
        {
            using SqliteConnection first = Audits.Database(source), second = Audits.Database(source);
            // Without it a commit fails while another connection reads, and one that ends with a
            // reader (INSERT … RETURNING) is not tried again.
            using (SqliteCommand mode = new("PRAGMA journal_mode = WAL", first)) _ = mode.ExecuteNonQuery();
            AuditLog log = Audits.Fill(first, 3), other = new(second, Audits.Key);

            // Somebody else is at it: row 2 is put back only when the other one's append has begun.
            _ = Audits.Run(first,
                "CREATE TABLE aside AS SELECT * FROM audit WHERE idx = 2; DELETE FROM audit WHERE idx = 2; BEGIN IMMEDIATE");
            Task<AuditAnchor> append = Task.Run(() => other.Append(Audits.Entry(7)));
            Thread.Sleep(300); // long enough for one who does not wait for the lock to have read the last row
            _ = Audits.Run(first, "INSERT INTO audit SELECT * FROM aside");
            string end;
            try
            {
                _ = Audits.Run(first, "COMMIT");
                end = Audits.Text(append.GetAwaiter().GetResult());
            }
            catch (SqliteException e)
            {
                end = $"SQLite error {e.SqliteErrorCode}";
            }

            probe.Observe("one who waits for the lock", end);
            if (end.StartsWith("SQLite", StringComparison.Ordinal)) return;
            probe.Observe("no fault", Audits.Text(log.Verify()));
            Task.WaitAll([.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
            {
                using SqliteConnection own = Audits.Database(source.Replace(";Default Timeout=2", "", StringComparison.Ordinal));
                AuditLog mine = new(own, Audits.Key);
                for (int i = 0; i < Rows; i++) _ = mine.Append(Audits.Entry(i));
            }))]);
            probe.Observe("rows", Audits.Run(first, "SELECT COUNT(*) FROM audit"));
            probe.Observe("no fault among them", Audits.Text(log.Verify()));
        });
    }
}

public sealed class RefusedEntries()
    : Check("M07.E7.arguments", "refuses short keys, its own action and negative times, and leaves the log open for more")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = Audits.Database(), other = Audits.Database();
        AuditLog log = Audits.Fill(database, 2);
        probe.ObserveThrows<ArgumentException>("15 bytes", () => _ = new AuditLog(other, new byte[15]));
        probe.ObserveAccepts("16 bytes", () => _ = new AuditLog(other, new byte[16]));
        probe.ObserveThrows<ArgumentException>("the action 'retention'", () => log.Append(Audits.Entry(0) with { Action = "retention" }));
        probe.ObserveAccepts("the action 'Retention'", () => log.Append(Audits.Entry(0) with { Action = "Retention" }));
        probe.ObserveThrows<ArgumentException>("a negative time", () => log.ApplyRetention(Audits.Start, TimeSpan.FromTicks(-1)));
        probe.ObserveThrows<ArgumentException>("no entry", () => log.Append(null!));
        probe.Observe("afterwards", Audits.Text(log.Append(Audits.Entry(1))));
        probe.Observe("no fault", Audits.Text(log.Verify()));
    }
}

public sealed class LicencePolicies()
    : Check("M07.E7.policy", "lists what a licence has against a use, and allows nothing that it does not know")
{
    public override void Probe(Probe probe)
    {
        foreach (LicenceTerms terms in Licences.All)
        {
            foreach (long users in (long[])[0, 700_000_000, 700_000_001])
            {
                foreach (bool isCommercial in (bool[])[false, true])
                {
                    probe.Observe($"{terms.Id}, {(isCommercial ? "commercial" : "not commercial")}, {users} users",
                        string.Join(", ",
                            UsagePolicy.Check(terms.Id, new ModelUse(isCommercial, users, NamesAuthors: isCommercial == (users == 0)))));
                }
            }
        }

        foreach (string name in (string[])["", "apache-2.0", "APACHE-2.0", "apache", "Apache-2.0 ", "proprietary"])
            probe.Observe($"'{name}'", string.Join(", ", UsagePolicy.Check(name, new ModelUse(true, 1, true))));
    }
}
