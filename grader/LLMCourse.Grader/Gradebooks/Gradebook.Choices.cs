namespace LLMCourse.Grader.Gradebooks;

/// <content>Attempts that a person chose.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters which attempt counts.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Choice entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Insert("INSERT INTO choices (student, module, content_hash, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
            entry.Student, ("$key", entry.Student), ("$module", entry.Module), ("$value", entry.ContentHash), ("$who", entry.Who), ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
    }

    /// <summary>Lists the choices in the order in which they were made; the last of a student and module counts.</summary>
    public IReadOnlyList<Choice> Choices() => Read(
        "SELECT s.key, c.module, c.content_hash, c.who, c.why, c.made_utc FROM choices c JOIN students s ON s.id = c.student ORDER BY c.id",
        r => new Choice(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), Time(r.GetString(5))));
}
