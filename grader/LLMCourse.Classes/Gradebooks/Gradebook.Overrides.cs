using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>Entering the grades of a class at once.</content>
public sealed partial class Gradebook
{
    // Rows of both are never deleted.
    private const string Mark = "SELECT (SELECT coalesce(max(id), 0) FROM overrides) + (SELECT coalesce(max(id), 0) FROM undone)";

    /// <summary>Enters grades in the place of computed ones, all or none.</summary>
    /// <exception cref="GradebookException">There is no such student, or they could not be saved; then none was.</exception>
    public void Add(IReadOnlyList<Override> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _ = TryAdd(entries, null);
    }

    /// <summary>Returns a number that grows with every override that is entered and with everything that is taken back.</summary>
    internal long OverridesMark() => Guard(() => Number(null, Mark));

    /// <summary>Enters grades that follow from the decisions which were there at a mark, all or none.</summary>
    /// <param name="entries">The grades.</param>
    /// <param name="mark">What <see cref="OverridesMark"/> returned before those decisions
    /// were read; null where they do not matter.</param>
    /// <returns>False when another decision came in between; then nothing was entered.</returns>
    /// <exception cref="GradebookException">There is no such student, or they could not be saved; then none was.</exception>
    internal bool TryAdd(IReadOnlyList<Override> entries, long? mark)
    {
        return Guard(() =>
        {
            // It takes SQLite's lock for writing at its beginning: nobody else can enter anything until it is committed.
            using SqliteTransaction one = _connection.BeginTransaction();
            if (mark is { } known && Number(one, Mark) != known) return false;
            foreach (Override entry in entries)
            {
                int added = Execute(one, "INSERT INTO overrides (student, module, percent, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
                    ("$key", entry.Student), ("$module", entry.Module), ("$value", Text(entry.Percent)), ("$who", entry.Who),
                    ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
                if (added == 0)
                    throw new GradebookException($"{Path} has no student '{entry.Student}'. `grader gradebook show` lists them.");
            }

            one.Commit();
            return true;
        });
    }
}
