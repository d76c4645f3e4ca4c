using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Says what a student should do next in an exercise, in one or two sentences.</summary>
internal static class NextStep
{
    /// <summary>Chooses the words.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="checks">Its checks.</param>
    /// <param name="faulty">The name of the member in which a recognised mistake is made or the fault most
    /// likely is; null to name the main one.</param>
    /// <param name="place">Where that member stands.</param>
    /// <returns>The words; null when nothing is left to do.</returns>
    public static string? For(ManifestExercise exercise, Outcome outcome, IReadOnlyList<CheckResult> checks, string? faulty,
        SourcePlace? place)
    {
        string member = exercise.Members[0].Name;
        string where = place is null ? exercise.Members[0].File : $"{place.File}:{place.Line}";
        string run = $"`dotnet test --filter Exercise={exercise.Id}`";
        return outcome switch
        {
            Outcome.Passed => null,
            Outcome.NotRun => "It was not reached. Grade again; if it stays so, tell your instructor.",
            Outcome.NotImplemented when checks.All(c => c.Outcome == Outcome.NotImplemented) =>
                $"Write `{member}`{Others(exercise.Members.Count - 1)}, then {run}.",
            Outcome.NotImplemented =>
                $"Part of it stands. Write what still throws `NotImplementedException`, starting at {PlaceOfFirst(checks, Outcome.NotImplemented) ?? where}, then {run}.",
            Outcome.DoesNotCompile => $"Make {exercise.Members[0].File} compile with the public signatures of the starter, then {run}.",
            Outcome.Banned => "Write it without the calls named above; the handout says what each exercise may build on.",
            Outcome.Blocked => "Get the checks before it to pass; it will then be run.",
            Outcome.Threw => $"Start at {PlaceOfFirst(checks, Outcome.Threw) ?? where}; {run} shows the public cases.",
            Outcome.TimedOut or Outcome.OutOfMemory or Outcome.Crashed =>
                $"Look at the loops and the recursion of `{faulty ?? member}` ({where}), and try it on the smallest input first.",
            Outcome.GraderError =>
                "Nothing: the fault is the grader's, and costs no points. Grade again; if it stays so, tell your instructor.",
            _ => $"Start at {where}; {run} shows the public cases.",
        };
    }

    private static string Others(int count) => count switch
    {
        0 => "",
        1 => " and the other member of this exercise",
        _ => $" and the {count} other members of this exercise",
    };

    private static string? PlaceOfFirst(IReadOnlyList<CheckResult> checks, Outcome outcome) =>
        checks.FirstOrDefault(c => c.Outcome == outcome && c.Place is not null)?.Place is { } place ? $"{place.File}:{place.Line}" : null;
}
