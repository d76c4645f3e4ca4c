using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>What peer reviews enter.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters the grades of an item that reviews have made, and who waits for one, all or nothing. Entering the same again changes nothing.</summary>
    /// <param name="item">The item, such as <c>M12.P</c>.</param>
    /// <param name="grades">New grades, as a person would set them.</param>
    /// <param name="waiting">All who handed in and have no grade in the item, each with the reason; who waited before and is not among them waits no longer.</param>
    /// <exception cref="GradebookException">There is no such student, or it could not be saved; then nothing of it was.</exception>
    public void EnterReviews(string item, IReadOnlyList<Override> grades, IReadOnlyList<Ungraded> waiting)
    {
        ArgumentNullException.ThrowIfNull(grades);
        ArgumentNullException.ThrowIfNull(waiting);
        HashSet<(string, string, string)> before = [.. UngradedHandIns().Where(u => u.Module == item).Select(u => (u.Student, u.Source, u.Reason))];
        HashSet<string> stay = [.. waiting.Select(u => u.Student)];
        lock (_saving)
        {
            Guard(() =>
            {
                using SqliteTransaction one = _connection.BeginTransaction();
                foreach (Override o in grades)
                {
                    int added = Execute(one, "INSERT INTO overrides (student, module, percent, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
                        ("$key", o.Student), ("$module", item), ("$value", Text(o.Percent)), ("$who", o.Who), ("$why", o.Why), ("$made", Text(o.MadeUtc)));
                    if (added == 0) throw new GradebookException($"{Path} has no student '{o.Student}'. `grader gradebook show` lists them.");
                }

                foreach ((string student, _, _) in before.Where(b => !stay.Contains(b.Item1)))
                    Execute(one, "DELETE FROM ungraded WHERE module = $module AND student = (SELECT id FROM students WHERE key = $key)", ("$module", item), ("$key", student));
                foreach (Ungraded u in waiting.Where(u => !before.Contains((u.Student, u.Source, u.Reason)))) SaveUngraded(one, u);
                one.Commit();
                return true;
            });
        }
    }
}
