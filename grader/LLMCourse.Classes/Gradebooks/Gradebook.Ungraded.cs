namespace LLMCourse.Classes.Gradebooks;

/// <content>What was handed in and could not be graded.</content>
public sealed partial class Gradebook
{
    /// <inheritdoc/>
    public void SaveUngraded(Ungraded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_saving)
        {
            Guard(() =>
            {
                Execute(null, "INSERT INTO students (key) VALUES ($key) ON CONFLICT DO NOTHING", ("$key", entry.Student));
                return Execute(null, """
                    INSERT INTO ungraded (student, module, source, reason, seen_utc) SELECT id, $module, $source, $reason, $seen FROM students WHERE key = $key
                    ON CONFLICT (student, module) DO UPDATE SET source = $source, reason = $reason, seen_utc = $seen
                    """, ("$key", entry.Student), ("$module", entry.Module), ("$source", entry.Source), ("$reason", entry.Reason), ("$seen", Text(entry.SeenUtc)));
            });
        }
    }

    /// <summary>Lists what could not be graded and has not been graded since, the newest of each student and module.</summary>
    public IReadOnlyList<Ungraded> UngradedHandIns() => Read(
        "SELECT s.key, u.module, u.source, u.reason, u.seen_utc FROM ungraded u JOIN students s ON s.id = u.student ORDER BY s.key, u.module",
        r => new Ungraded(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), Time(r.GetString(4))));
}
