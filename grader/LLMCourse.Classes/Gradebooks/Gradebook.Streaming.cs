using LLMCourse.Grading.Results;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>Reading a class of any size a row at a time.</content>
public sealed partial class Gradebook
{
    /// <summary>Holds the gradebook still for its reader: until the result is disposed of, reads see one
    /// moment of it, whatever a grader writes.</summary>
    /// <remarks>A write through this gradebook must wait until then.</remarks>
    internal IDisposable Freeze()
    {
        // SQLite takes the snapshot at the first read, not at BEGIN (https://www.sqlite.org/lang_transaction.html).
        Guard(() => Execute(null, "BEGIN DEFERRED"));
        Guard(() => Number(null, "SELECT count(*) FROM sqlite_schema"));
        return new Thaw(this);
    }

    /// <summary>Reads the newest grade of every attempt of a module with its checks, students in the order of
    /// their keys, attempts in that of time.</summary>
    internal IEnumerable<AttemptChecks> ChecksOf(string module)
    {
        using SqliteCommand checks = Command(null,
            "SELECT id, exercise, outcome, points, milliseconds FROM checks WHERE result = $result ORDER BY id", [("$result", 0L)]);
        using SqliteCommand mistakes = Command(null, "SELECT id FROM mistakes WHERE result = $result ORDER BY id", [("$result", 0L)]);
        IEnumerable<(GradedAttempt Attempt, long Result)> attempts = Stream(
            """
            SELECT s.key, a.module, a.content_hash, a.submitted_utc, a.source, r.earned, r.maximum, r.checks_version, r.graded_utc, r.id
            FROM attempts a JOIN students s ON s.id = a.student JOIN results r ON r.attempt = a.id
            WHERE a.module = $module AND r.id = (SELECT max(n.id) FROM results n WHERE n.attempt = a.id)
            ORDER BY s.key, a.submitted_utc, a.id
            """,
            r => (GradedAttemptOf(r), r.GetInt64(9)), ("$module", module));
        foreach ((GradedAttempt attempt, long result) in attempts)
        {
            checks.Parameters[0].Value = result;
            mistakes.Parameters[0].Value = result;
            yield return new AttemptChecks(
                attempt,
                [.. Stream(checks, r => new CheckRow(r.GetString(0), r.GetString(1), Enum.Parse<Outcome>(r.GetString(2)), r.GetInt32(3),
                    r.IsDBNull(4) ? null : r.GetDouble(4)))],
                [.. Stream(mistakes, r => r.GetString(0))]);
        }
    }

    /// <summary>Reads the newest results in which a mistake was recognised, one for each
    /// mistake of a module, by the mistake's id.</summary>
    internal IEnumerable<(string Mistake, GradeResult Result)> MistakesOf(string module) => Stream(
        """
        SELECT newest.id, r.json FROM results r JOIN (
            SELECT m.id AS id, max(m.result) AS result FROM mistakes m JOIN results r ON r.id = m.result JOIN attempts a ON a.id = r.attempt
            WHERE a.module = $module GROUP BY m.id) newest ON newest.result = r.id
        ORDER BY newest.id
        """,
        r => (r.GetString(0), ResultJson.Read(Unpack((byte[])r.GetValue(1)))), ("$module", module));

    /// <summary>Reads the newest result of an attempt as it is stored; null when it has none.</summary>
    internal byte[]? PackedResult(Attempt attempt) => Stream(
        """
        SELECT r.json FROM results r JOIN attempts a ON a.id = r.attempt JOIN students s ON s.id = a.student
        WHERE s.key = $key AND a.module = $module AND a.content_hash = $hash ORDER BY r.id DESC LIMIT 1
        """,
        r => (byte[])r.GetValue(0), ("$key", attempt.Student), ("$module", attempt.Module),
        ("$hash", attempt.ContentHash)).FirstOrDefault();

    /// <summary>Opens what <see cref="PackedResult"/> returned; any thread may.</summary>
    internal static GradeResult ResultOf(byte[] packed) => ResultJson.Read(Unpack(packed));

    /// <summary>Reads rows one at a time; the caller may stop at any.</summary>
    internal IEnumerable<T> Stream<T>(string sql, Func<SqliteDataReader, T> row, params (string Name, object Value)[] values)
    {
        using SqliteCommand command = Command(null, sql, values);
        foreach (T item in Stream(command, row)) yield return item;
    }

    private IEnumerable<T> Stream<T>(SqliteCommand command, Func<SqliteDataReader, T> row)
    {
        using SqliteDataReader reader = Guard(command.ExecuteReader);
        while (Guard(reader.Read)) yield return Guard(() => row(reader));
    }

    private sealed class Thaw(Gradebook gradebook) : IDisposable
    {
        public void Dispose() => gradebook.Guard(() => gradebook.Execute(null, "ROLLBACK"));
    }
}
