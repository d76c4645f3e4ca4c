namespace LLMCourse.Classes.Gradebooks;

/// <content>What is being graded, so that a grader that is killed leaves word of it.</content>
public sealed partial class Gradebook
{
    /// <inheritdoc/>
    public bool Begin(string student, string module, string contentHash)
    {
        lock (_saving)
        {
            string now = Text(TimeProvider.System.GetUtcNow());
            return Guard(() => Execute(null, """
                INSERT INTO begun (student, module, content_hash, begun_utc) VALUES ($student, $module, $hash, $now) ON CONFLICT DO NOTHING
                """, ("$student", student), ("$module", module), ("$hash", contentHash), ("$now", now))) == 0;
        }
    }

    /// <inheritdoc/>
    public void End(string student, string module, string contentHash)
    {
        lock (_saving)
        {
            Guard(() => Execute(null, "DELETE FROM begun WHERE student = $student AND module = $module AND content_hash = $hash",
                ("$student", student), ("$module", module), ("$hash", contentHash)));
        }
    }
}
