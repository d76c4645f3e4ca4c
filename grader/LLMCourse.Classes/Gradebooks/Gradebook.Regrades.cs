using LLMCourse.Grading.Results;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>What was graded again after its checks changed.</content>
public sealed partial class Gradebook
{
    /// <summary>Saves grades that were made again, all of them or none; the grades before stay beside them.</summary>
    /// <param name="regrades">The new grades, each with what it changes; read one at a time.</param>
    /// <exception cref="GradebookException">They could not be saved; then none was.</exception>
    public void SaveRegrades(IEnumerable<(GradeResult Result, Regrade Regrade)> regrades)
    {
        ArgumentNullException.ThrowIfNull(regrades);
        lock (_saving)
        {
            Guard(() =>
            {
                using SqliteTransaction all = _connection.BeginTransaction();
                foreach ((GradeResult result, Regrade regrade) in regrades) Insert(all, Insert(all, regrade.Attempt, result), regrade);
                all.Commit();
                return true;
            });
        }
    }

    /// <summary>Lists what was graded again, in the order in which it was.</summary>
    public IReadOnlyList<Regrade> Regrades()
    {
        ILookup<long, RegradedExercise> exercises = Read(
            "SELECT regrade, exercise, checks_before, checks_after, earned_before, maximum_before, earned_after, maximum_after FROM regraded_exercises ORDER BY regrade, exercise",
            r => (Regrade: r.GetInt64(0),
                Exercise: new RegradedExercise(r.GetString(1), r.GetString(2), r.GetString(3), Amount(r.GetString(4)),
                    Amount(r.GetString(5)), Amount(r.GetString(6)), Amount(r.GetString(7)))))
            .ToLookup(e => e.Regrade, e => e.Exercise);
        return Read(
            """
            SELECT s.key, a.module, a.content_hash, a.submitted_utc, a.source, g.made_utc, g.why, g.earned_before, g.maximum_before, g.earned_after, g.maximum_after, g.id
            FROM regrades g JOIN attempts a ON a.id = g.attempt JOIN students s ON s.id = a.student ORDER BY g.id
            """,
            r => new Regrade(
                new Attempt(r.GetString(0), r.GetString(1), r.GetString(2), Time(r.GetString(3)), r.GetString(4)),
                Time(r.GetString(5)), r.GetString(6), Amount(r.GetString(7)), Amount(r.GetString(8)), Amount(r.GetString(9)),
                Amount(r.GetString(10)), [.. exercises[r.GetInt64(11)]]));
    }

    private void Insert(SqliteTransaction all, long attempt, Regrade regrade)
    {
        long id = Number(all, """
            INSERT INTO regrades (attempt, made_utc, why, earned_before, maximum_before, earned_after, maximum_after)
            VALUES ($attempt, $made, $why, $eb, $mb, $ea, $ma) RETURNING id
            """, ("$attempt", attempt), ("$made", Text(regrade.MadeUtc)), ("$why", regrade.Why), ("$eb", Text(regrade.EarnedBefore)), ("$mb", Text(regrade.MaximumBefore)), ("$ea", Text(regrade.EarnedAfter)), ("$ma", Text(regrade.MaximumAfter)));
        foreach (RegradedExercise e in regrade.Exercises)
        {
            Execute(all, """
                INSERT INTO regraded_exercises (regrade, exercise, checks_before, checks_after, earned_before, maximum_before, earned_after, maximum_after)
                VALUES ($regrade, $exercise, $cb, $ca, $eb, $mb, $ea, $ma)
                """, ("$regrade", id), ("$exercise", e.Exercise), ("$cb", e.ChecksBefore), ("$ca", e.ChecksAfter),
                ("$eb", Text(e.EarnedBefore)), ("$mb", Text(e.MaximumBefore)), ("$ea", Text(e.EarnedAfter)), ("$ma", Text(e.MaximumAfter)));
        }
    }
}
