namespace LLMCourse.Classes.Gradebooks;

/// <content>What instructors tell students about their work.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters a comment.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Comment entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Insert("INSERT INTO comments (student, module, about, text, who, made_utc) SELECT id, $module, $about, $text, $who, $made FROM students WHERE key = $key",
            entry.Student, ("$key", entry.Student), ("$module", entry.Module), ("$about", entry.About), ("$text", entry.Text),
            ("$who", entry.Who), ("$made", Text(entry.MadeUtc)));
    }

    /// <summary>Lists the comments that were not taken back, in the order in which they were made; all of them hold.</summary>
    public IReadOnlyList<Comment> Comments() => Read(
        $"SELECT s.key, d.module, d.about, d.text, d.who, d.made_utc FROM comments d JOIN students s ON s.id = d.student WHERE {Held("N")} ORDER BY d.id",
        r => new Comment(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), Time(r.GetString(5))));

    /// <summary>Lists the exercises of a module that anybody's grade has, in the order of their ids.</summary>
    internal IReadOnlyList<string> ExercisesOf(string module) => Read(
        "SELECT DISTINCT c.exercise FROM checks c JOIN results r ON r.id = c.result JOIN attempts a ON a.id = r.attempt WHERE a.module = $module ORDER BY c.exercise",
        r => r.GetString(0), ("$module", module));
}
