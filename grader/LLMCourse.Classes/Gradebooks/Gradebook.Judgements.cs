namespace LLMCourse.Classes.Gradebooks;

/// <content>What people think of submissions that are alike.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters what somebody thinks of a pair.</summary>
    /// <exception cref="GradebookException">There is no such student.</exception>
    public void Add(Judgement entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Insert(
            """
            INSERT INTO judgements (student, other, module, verdict, who, why, made_utc)
            SELECT s.id, o.id, $module, $verdict, $who, $why, $made FROM students s, students o WHERE s.key = $key AND o.key = $other
            """,
            $"{entry.A}' or '{entry.B}",
            ("$key", entry.A), ("$other", entry.B), ("$module", entry.Module), ("$verdict", entry.Verdict), ("$who", entry.Who),
            ("$why", entry.Why), ("$made", Text(entry.MadeUtc)));
    }

    /// <summary>Lists what was thought of pairs and not taken back, in the order in which it was entered;
    /// the last of a pair and module holds.</summary>
    public IReadOnlyList<Judgement> Judgements() => Read(
        $"""
        SELECT s.key, o.key, d.module, d.verdict, d.who, d.why, d.made_utc
        FROM judgements d JOIN students s ON s.id = d.student JOIN students o ON o.id = d.other WHERE {Held("S")} ORDER BY d.id
        """,
        r => new Judgement(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5),
            Time(r.GetString(6))));
}
