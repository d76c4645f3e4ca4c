using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>Entering the grades of a class at once.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters grades in the place of computed ones, all or none.</summary>
    /// <exception cref="GradebookException">There is no such student, or they could not be saved; then none was.</exception>
    public void Add(IReadOnlyList<Override> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Guard(() =>
        {
            using SqliteTransaction one = _connection.BeginTransaction();
            foreach (Override entry in entries)
            {
                int added = Execute(one, "INSERT INTO overrides (student, module, percent, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
                    ("$key", entry.Student), ("$module", entry.Module), ("$value", Text(entry.Percent)), ("$who", entry.Who), ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
                if (added == 0) throw new GradebookException($"{Path} has no student '{entry.Student}'. `grader gradebook show` lists them.");
            }

            one.Commit();
            return true;
        });
    }
}
