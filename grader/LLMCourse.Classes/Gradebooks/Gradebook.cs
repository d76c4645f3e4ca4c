using System.Globalization;
using System.IO.Compression;
using System.Text;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Results;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>The grades of a class: one SQLite file. A grade is there wholly or not at all, whatever happens to the process.</summary>
/// <remarks>
/// Write-ahead logging with a full flush for each transaction: what <see cref="Save(Attempt, GradeResult, byte[])"/> returned from survives
/// a crash of the machine (<see href="https://www.sqlite.org/pragma.html#pragma_synchronous"/>). Not safe for several threads at once, but
/// for
/// <see cref="Save(Attempt, GradeResult, byte[])"/>.
/// </remarks>
public sealed partial class Gradebook : IGradeSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] SmallTables = ["students", "attempts", "overrides", "extensions"];

    private readonly SqliteConnection _connection;
    private readonly GradebookLock? _lock;
    private readonly Lock _saving = new();

    private Gradebook(SqliteConnection connection, GradebookLock? @lock, string path)
    {
        _connection = connection;
        _lock = @lock;
        Path = path;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Opens a gradebook for grading, and makes it when it is not there. No other grader may have it open for that.</summary>
    /// <exception cref="GradebookException">It is no gradebook, is damaged, is in use or cannot be written.</exception>
    public static Gradebook OpenForGrading(string path) => OpenForGrading(path, Patience);

    /// <summary>Opens a gradebook for grading, waiting so long for a program that has it.</summary>
    internal static Gradebook OpenForGrading(string path, TimeSpan patience) =>
        Open(path, SqliteOpenMode.ReadWriteCreate, GradebookLock.Take(path), patience);

    /// <summary>Opens a gradebook to put results into it that are kept elsewhere until this is
    /// closed. Nobody else can read it meanwhile.</summary>
    /// <remarks>
    /// Made for gradebooks on a network file system: in exclusive mode a write-ahead log needs no memory shared between processes, which
    /// machines cannot share, and whoever opens the file on another machine is told that it is in use
    /// (<see href="https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory"/>). Commits are flushed together, at the latest when
    /// it is closed.
    /// </remarks>
    /// <exception cref="GradebookException">It is no gradebook, is damaged, is in use or cannot be written.</exception>
    internal static Gradebook OpenForMerging(string path) =>
        Open(path, SqliteOpenMode.ReadWriteCreate, GradebookLock.Take(path), Patience, exclusive: true);

    /// <summary>Opens a gradebook to look at it, or to enter a decision, also while it is graded.</summary>
    /// <exception cref="GradebookException">It is not there, is no gradebook or is damaged.</exception>
    public static Gradebook Open(string path) => Open(path, Patience);

    /// <summary>Opens a gradebook to look at it, waiting so long for a program that has it.</summary>
    internal static Gradebook Open(string path, TimeSpan patience) => File.Exists(path)
        ? Open(path, SqliteOpenMode.ReadWrite, null, patience)
        : throw new GradebookException($"There is no gradebook {path}. `grader batch FOLDER --gradebook {path}` makes one.");

    /// <summary>Adds students, or completes what is known of them.</summary>
    public void Enrol(IEnumerable<Student> students) => Guard(() =>
    {
        using SqliteTransaction all = _connection.BeginTransaction();
        foreach (Student s in students)
        {
            // What is empty in the new entry does not erase what an earlier roster said.
            Execute(all, """
                INSERT INTO students (key, name, email, login, lms_id, section) VALUES ($key, $name, $email, $login, $lms, $section)
                ON CONFLICT (key) DO UPDATE SET
                    name = CASE WHEN $name = '' THEN name ELSE $name END, email = CASE WHEN $email = '' THEN email ELSE $email END,
                    login = CASE WHEN $login = '' THEN login ELSE $login END, lms_id = CASE WHEN $lms = '' THEN lms_id ELSE $lms END,
                    section = CASE WHEN $section = '' THEN section ELSE $section END
                """, ("$key", s.Key), ("$name", s.Name), ("$email", s.Email), ("$login", s.Login), ("$lms", s.LmsId), ("$section", s.Section));
        }

        all.Commit();
        return true;
    });

    /// <summary>Saves a grade with its attempt and its checks, in one transaction. A grade by the same checks is replaced.</summary>
    /// <param name="attempt">What was graded.</param>
    /// <param name="result">The grade.</param>
    /// <param name="code">Its source files, packed; null where they are not kept.</param>
    /// <exception cref="GradebookException">It could not be saved; then nothing of it was.</exception>
    public void Save(Attempt attempt, GradeResult result, byte[]? code = null)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(result);
        lock (_saving)
        {
            Guard(() =>
            {
                using SqliteTransaction one = _connection.BeginTransaction();
                Insert(one, attempt, result);
                Keep(one, attempt, code);
                one.Commit();
                return true;
            });
        }
    }

    /// <summary>Returns whether an attempt has a grade by these checks that no fault of the grader has touched.</summary>
    public bool IsGraded(string student, string module, string contentHash, string checksVersion)
    {
        lock (_saving)
        {
            return Guard(() => Number(null, """
                SELECT count(*) FROM results r JOIN attempts a ON a.id = r.attempt JOIN students s ON s.id = a.student
                WHERE s.key = $key AND a.module = $module AND a.content_hash = $hash AND r.checks_version = $checks AND r.complete = 1
                """, ("$key", student), ("$module", module), ("$hash", contentHash), ("$checks", checksVersion))) > 0;
        }
    }

    /// <summary>Lists the students by their keys.</summary>
    public IReadOnlyList<Student> Students() => Read(
        "SELECT key, name, email, login, lms_id, section FROM students ORDER BY key",
        r => new Student(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5)));

    /// <summary>Lists the attempts that have a grade, each hand-in with the newest of its content, in the order of
    /// students, modules and submission times.</summary>
    /// <param name="student">Only this student's; null for all.</param>
    public IReadOnlyList<GradedAttempt> Attempts(string? student = null) => Read(
        """
        SELECT s.key, a.module, a.content_hash, h.submitted_utc, h.source, r.earned, r.maximum, r.checks_version, r.graded_utc, h.stated, h.marked_late
        FROM attempts a JOIN students s ON s.id = a.student JOIN results r ON r.attempt = a.id JOIN hand_ins h ON h.attempt = a.id
        WHERE ($student IS NULL OR s.key = $student) AND r.id = (SELECT max(n.id) FROM results n WHERE n.attempt = a.id)
        ORDER BY s.key, a.module, h.submitted_utc, a.id
        """,
        r => GradedAttemptOf(r) is var g
            ? g with
            {
                Attempt = g.Attempt with { IsTimeStated = r.GetInt64(9) != 0, IsMarkedLate = r.IsDBNull(10) ? null : r.GetInt64(10) != 0 }
            }
            : null!,
        ("$student", (object?)student ?? DBNull.Value));

    /// <summary>Reads the newest result of an attempt; null when it has none.</summary>
    public GradeResult? Result(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return Read(
            """
            SELECT r.json FROM results r JOIN attempts a ON a.id = r.attempt JOIN students s ON s.id = a.student
            WHERE s.key = $key AND a.module = $module AND a.content_hash = $hash ORDER BY r.id DESC LIMIT 1
            """,
            r => ResultJson.Read(Unpack((byte[])r.GetValue(0))),
            ("$key", attempt.Student), ("$module", attempt.Module), ("$hash", attempt.ContentHash)).FirstOrDefault();
    }

    /// <summary>Enters a grade in the place of the computed one.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Override entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Add([entry]);
    }

    /// <summary>Enters a later deadline.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Extension entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Insert("INSERT INTO extensions (student, module, until_utc, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
            entry.Student, ("$key", entry.Student), ("$module", entry.Module), ("$value", Text(entry.UntilUtc)), ("$who", entry.Who),
            ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
    }

    /// <summary>Lists the overrides that were not taken back, in the order in which they were made; the
    /// last of a student and module counts.</summary>
    public IReadOnlyList<Override> Overrides() => Read(
        $"SELECT s.key, d.module, d.percent, d.who, d.why, d.made_utc FROM overrides d JOIN students s ON s.id = d.student WHERE {Held("O")} ORDER BY d.id",
        r => new Override(r.GetString(0), r.GetString(1), Amount(r.GetString(2)), r.GetString(3), r.GetString(4), Time(r.GetString(5))));

    /// <summary>Lists the extensions that were not taken back, in the order in which they were made; the
    /// last of a student and module counts.</summary>
    public IReadOnlyList<Extension> Extensions() => Read(
        $"SELECT s.key, d.module, d.until_utc, d.who, d.why, d.made_utc FROM extensions d JOIN students s ON s.id = d.student WHERE {Held("E")} ORDER BY d.id",
        r => new Extension(r.GetString(0), r.GetString(1), Time(r.GetString(2)), r.GetString(3), r.GetString(4), Time(r.GetString(5))));

    /// <summary>Makes all reads until the end see one state, whatever another process saves meanwhile. Only for reading.</summary>
    /// <returns>What ends it when disposed of.</returns>
    public IDisposable Snapshot() => new ReadState(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Lets the file grow by a few pages more, which SQLite answers as it answers a full disk.</summary>
    internal void LimitPagesForTests() =>
        Execute(null, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Number(null, "PRAGMA page_count") + 20}"));

    private static Gradebook Open(string path, SqliteOpenMode mode, GradebookLock? @lock, TimeSpan patience, bool exclusive = false)
    {
        // Without a pool the file is closed when the gradebook is.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
                ForeignKeys = true,
                DefaultTimeout =
                (int)patience.TotalSeconds
            }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand settings = connection.CreateCommand();
            settings.CommandText = exclusive
                ? "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            settings.ExecuteNonQuery();
            // Before anything is written all is checked. To look at it, the small tables suffice: results are nearly all of the file, and
            // SQLite says so where it reads a damaged one.
            foreach (string part in @lock is not null || !GradebookSchema.IsCurrent(connection) ? ["1"] : SmallTables)
            {
                settings.CommandText = $"PRAGMA quick_check({part})";
                if (settings.ExecuteScalar() is string check and not "ok")
                    throw new GradebookException(
                        $"{path} is damaged ({check}). Take the last copy of it, or save what can be read with: sqlite3 '{path}' .recover | sqlite3 new.db");
            }

            GradebookSchema.Migrate(connection, path);
            return new Gradebook(connection, @lock, path);
        }
        catch (Exception e)
        {
            connection.Dispose();
            @lock?.Dispose();
            if (e is SqliteException cause) throw GradebookException.From(cause, path);
            throw;
        }
    }

    private static GradedAttempt GradedAttemptOf(SqliteDataReader r) => new(
        new Attempt(r.GetString(0), r.GetString(1), r.GetString(2), Time(r.GetString(3)), r.GetString(4)),
        Amount(r.GetString(5)), Amount(r.GetString(6)), r.GetString(7), Time(r.GetString(8)));

    private static bool IsComplete(GradeResult result) => !result.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    internal static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest)) stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    internal static string Unpack(byte[] bytes)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private long Insert(SqliteTransaction one, Attempt attempt, GradeResult result)
    {
        Execute(one, "INSERT INTO students (key) VALUES ($key) ON CONFLICT DO NOTHING", ("$key", attempt.Student));
        Execute(one, """
            INSERT INTO attempts (student, module, content_hash, submitted_utc, source)
            SELECT id, $module, $hash, $submitted, $source FROM students WHERE key = $key
            ON CONFLICT DO NOTHING
            """, ("$key", attempt.Student), ("$module", attempt.Module), ("$hash", attempt.ContentHash), ("$submitted", Text(attempt.SubmittedUtc)), ("$source", attempt.Source));
        long id = Number(one, """
            SELECT a.id FROM attempts a JOIN students s ON s.id = a.student WHERE s.key = $key AND a.module = $module AND a.content_hash = $hash
            """, ("$key", attempt.Student), ("$module", attempt.Module), ("$hash", attempt.ContentHash));
        Record(one, id, attempt);
        Execute(one, "DELETE FROM ungraded WHERE module = $module AND student = (SELECT id FROM students WHERE key = $key)",
            ("$module", attempt.Module), ("$key", attempt.Student));
        Execute(one, "DELETE FROM results WHERE attempt = $attempt AND checks_version = $checks", ("$attempt", id),
            ("$checks", result.Module.ChecksVersion));
        long saved = Number(one, """
            INSERT INTO results (attempt, checks_version, grader_version, graded_utc, earned, maximum, complete, json)
            VALUES ($attempt, $checks, $grader, $graded, $earned, $maximum, $complete, $json) RETURNING id
            """, ("$attempt", id), ("$checks", result.Module.ChecksVersion), ("$grader", result.GraderVersion),
            ("$graded", Text(result.Timings?.StartedUtc ?? DateTimeOffset.UnixEpoch)), ("$earned", Text(result.Score.Earned)),
            ("$maximum", Text(result.Score.Maximum)),
            ("$complete", IsComplete(result) ? 1L : 0L), ("$json", Pack(ResultJson.Write(result))));
        foreach (ExerciseResult exercise in result.Exercises)
        {
            foreach (CheckResult check in exercise.Checks)
            {
                object milliseconds = result.Timings is { } t && t.Checks.TryGetValue(check.Id, out double ms) ? ms : DBNull.Value;
                Execute(one, "INSERT INTO checks (result, id, exercise, outcome, points, milliseconds) VALUES ($result, $id, $exercise, $outcome, $points, $ms)",
                    ("$result", saved), ("$id", check.Id), ("$exercise", exercise.Id), ("$outcome", check.Outcome.ToString()),
                    ("$points", (long)check.Points), ("$ms", milliseconds));
            }

            foreach (string mistake in exercise.Mistakes.Select(m => m.Id).Distinct(StringComparer.Ordinal))
                Execute(one, "INSERT INTO mistakes (result, id) VALUES ($result, $id) ON CONFLICT DO NOTHING", ("$result", saved),
                    ("$id", mistake));
        }

        return id;
    }

    private void Insert(string sql, string student, params ReadOnlySpan<(string Name, object Value)> values)
    {
        (string, object)[] copy = values.ToArray();
        if (Guard(() => Execute(null, sql, copy)) == 0)
            throw new GradebookException($"{Path} has no student '{student}'. `grader gradebook show` lists them.");
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values)
    {
        (string, object)[] copy = values.ToArray();
        return Guard(() =>
        {
            using SqliteCommand command = Command(null, sql, copy);
            using SqliteDataReader reader = command.ExecuteReader();
            List<T> rows = [];
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        });
    }

    private int Execute(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = Command(transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    private long Number(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using SqliteCommand command = Command(transaction, sql, values);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw GradebookException.From(e, Path);
        }
    }

    private sealed class ReadState : IDisposable
    {
        private readonly Gradebook _gradebook;

        // Not BeginTransaction: its commands would have to name it. https://www.sqlite.org/isolation.html, "snapshot isolation" in WAL
        // mode.
        public ReadState(Gradebook gradebook)
        {
            _gradebook = gradebook;
            gradebook.Guard(() => gradebook.Execute(null, "BEGIN"));
        }

        public void Dispose()
        {
            // A fault may have ended it already.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_gradebook._connection.Handle) == 0)
                _gradebook.Guard(() => _gradebook.Execute(null, "ROLLBACK"));
        }
    }
}
