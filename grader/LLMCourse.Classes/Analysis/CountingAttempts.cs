using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Analysis;

/// <summary>The one attempt of each student and module that speaks for them.</summary>
internal static class CountingAttempts
{
    /// <summary>Lists the attempts that count; where a person decided, the best one, the earlier of two equally good.</summary>
    public static IEnumerable<GradedAttempt> Of(Gradebook gradebook, IReadOnlyList<FinalGrade> grades)
    {
        var chosen = grades.SelectMany(g => g.Modules, (g, m) => (g.Student.Key, m.Module, m.Chosen)).Where(c => c.Chosen is not null)
            .ToDictionary(c => (c.Key, c.Module), c => c.Chosen!);
        foreach (IGrouping<(string, string), GradedAttempt> attempts in gradebook.Attempts()
            .GroupBy(a => (a.Attempt.Student, a.Attempt.Module)))
            yield return chosen.TryGetValue(attempts.Key, out GradedAttempt? attempt) ? attempt : attempts.MaxBy(a => a.Percent)!;
    }
}
