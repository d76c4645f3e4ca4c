using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>When things were handed in.</content>
public sealed partial class Gradebook
{
    private readonly List<string> _corrections = [];

    /// <summary>Gets what times of hand-ins were replaced since this was opened, a sentence each, in the order of students.</summary>
    public IReadOnlyList<string> Corrections
    {
        get
        {
            lock (_saving) return [.. _corrections.Order(StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public void Record(Attempt attempt, byte[]? code = null)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        lock (_saving)
        {
            Guard(() =>
            {
                using SqliteTransaction one = _connection.BeginTransaction();
                Record(one, AttemptId(one, attempt), attempt);
                Keep(one, attempt, code);
                Execute(one, "DELETE FROM ungraded WHERE module = $module AND student = (SELECT id FROM students WHERE key = $key)",
                    ("$module", attempt.Module), ("$key", attempt.Student));
                one.Commit();
                return true;
            });
        }
    }

    /// <summary>Puts what is entered under one key into the row of another, which is made from it when it is not there.</summary>
    /// <param name="from">The key that is given up.</param>
    /// <param name="into">The key that stays.</param>
    public void Join(string from, string into)
    {
        Guard(() =>
        {
            using SqliteTransaction one = _connection.BeginTransaction();
            Execute(one, """
                INSERT INTO students (key, name, email, login, lms_id, section) SELECT $into, name, email, login, lms_id, section FROM students WHERE key = $from ON CONFLICT DO NOTHING
                """, ("$into", into), ("$from", from));
            (string, object)[] both = [("$from", from), ("$into", into)];

            // Content that both have keeps the grade of the one that stays; its hand-ins are moved.
            Execute(one, """
                UPDATE OR IGNORE hand_ins SET attempt = (
                    SELECT k.id FROM attempts o JOIN attempts k ON k.module = o.module AND k.content_hash = o.content_hash
                    WHERE o.id = hand_ins.attempt AND k.student = (SELECT id FROM students WHERE key = $into))
                WHERE attempt IN (
                    SELECT o.id FROM attempts o JOIN attempts k ON k.module = o.module AND k.content_hash = o.content_hash
                    WHERE o.student = (SELECT id FROM students WHERE key = $from) AND k.student = (SELECT id FROM students WHERE key = $into))
                """, both);
            foreach (string table in (string[])["attempts", "overrides", "extensions", "choices", "comments", "judgements", "ungraded"])
                Execute(one, $"UPDATE OR IGNORE {table} SET student = (SELECT id FROM students WHERE key = $into) WHERE student = (SELECT id FROM students WHERE key = $from)", both);
            Execute(one, "UPDATE judgements SET other = (SELECT id FROM students WHERE key = $into) WHERE other = (SELECT id FROM students WHERE key = $from)", both);
            const string Left = "(SELECT id FROM attempts WHERE student = (SELECT id FROM students WHERE key = $from))";
            foreach (string sql in (string[])
                [$"DELETE FROM hand_ins WHERE attempt IN {Left}", $"DELETE FROM regrades WHERE attempt IN {Left}",
                    $"DELETE FROM results WHERE attempt IN {Left}", $"DELETE FROM attempts WHERE id IN {Left}",
                    "DELETE FROM ungraded WHERE student = (SELECT id FROM students WHERE key = $from)",
                    "DELETE FROM students WHERE key = $from"])
                Execute(one, sql, ("$from", from));
            one.Commit();
            return true;
        });
    }

    private long AttemptId(SqliteTransaction one, Attempt attempt) => Number(one, """
        SELECT a.id FROM attempts a JOIN students s ON s.id = a.student WHERE s.key = $key AND a.module = $module AND a.content_hash = $hash
        """, ("$key", attempt.Student), ("$module", attempt.Module), ("$hash", attempt.ContentHash));

    // The same content with nothing else handed in between is the same hand-in, whose time was
    // corrected; after something else it is a new one.
    private void Record(SqliteTransaction one, long id, Attempt attempt)
    {
        List<(long Id, long Attempt, string Time, bool Stated)> all = [];
        using (SqliteCommand command = Command(one, """
            SELECT h.id, h.attempt, h.submitted_utc, h.stated FROM hand_ins h JOIN attempts a ON a.id = h.attempt
            WHERE a.module = $module AND a.student = (SELECT student FROM attempts WHERE id = $id) ORDER BY h.submitted_utc, h.id
            """, [("$module", attempt.Module), ("$id", id)]))
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read()) all.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3) != 0));
        }

        string time = Text(attempt.SubmittedUtc);
        (string, object)[] values = [("$time", time), ("$source", attempt.Source), ("$stated", attempt.IsTimeStated ? 1L : 0L),
            ("$late", attempt.IsMarkedLate is { } late ? late ? 1L : 0L : DBNull.Value), ("$attempt", id)];
        int after = all.FindIndex(h => string.CompareOrdinal(h.Time, time) > 0);
        var before = all.Take(after < 0 ? all.Count : after).LastOrDefault();
        var next = after < 0 ? default : all[after];
        var same = all.Find(h => h.Attempt == id && h.Time == time) is { Id: > 0 } equal ? equal : before.Attempt == id
            ? before
            : next.Attempt == id ? next : default;
        if (same.Id == 0)
        {
            Execute(one, "INSERT INTO hand_ins (attempt, submitted_utc, source, stated, marked_late) VALUES ($attempt, $time, $source, $stated, $late)", values);
        }
        else if (same.Time == time || attempt.IsTimeStated || !same.Stated)
        {
            // What files say does not replace what is known.
            if (same.Time != time)
                _corrections.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{attempt.Student} {attempt.Module}: handed in {Shown(time)} instead of {Shown(same.Time)}; the content is the same."));
            bool stated = attempt.IsTimeStated || (same.Time == time && same.Stated);
            Execute(one, "UPDATE hand_ins SET submitted_utc = $time, source = $source, stated = $kept, marked_late = coalesce($late, marked_late) WHERE id = $id", [.. values[..2], values[3], ("$kept", stated ? 1L : 0L), ("$id", same.Id)]);
        }

        Execute(one, """
            UPDATE attempts SET (submitted_utc, source) = (SELECT submitted_utc, source FROM hand_ins WHERE attempt = $id ORDER BY submitted_utc DESC LIMIT 1) WHERE id = $id
            """, ("$id", id));
    }

    private static string Shown(string time, TimeZoneInfo? zone = null) => ClassTime.Shown(Time(time), zone, seconds: true);
}
