namespace LLMCourse.Classes.Gradebooks;

/// <content>Attempts that a person chose.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters which attempt counts.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Choice entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Insert("INSERT INTO choices (student, module, content_hash, who, why, made_utc) SELECT id, $module, $value, $who, $why, $made FROM students WHERE key = $key",
            entry.Student, ("$key", entry.Student), ("$module", entry.Module), ("$value", entry.ContentHash), ("$who", entry.Who),
            ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
    }

    /// <summary>Lists the choices that were not taken back, in the order in which they were made; the
    /// last of a student and module counts.</summary>
    public IReadOnlyList<Choice> Choices() => Read(
        $"SELECT s.key, d.module, d.content_hash, d.who, d.why, d.made_utc FROM choices d JOIN students s ON s.id = d.student WHERE {Held("C")} ORDER BY d.id",
        r => new Choice(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), Time(r.GetString(5))));
}
