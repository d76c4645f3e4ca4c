using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Analysis;

/// <summary>Classical item analysis of a class: which checks are hard, which tell strong work
/// from weak, which mistakes are common.</summary>
/// <remarks>
/// Difficulty is the mean share of points earned. Discrimination is the corrected item-total correlation: of a check with the share of the
/// module's points without that check, so that a check is not correlated with itself (Henrysson 1963, "Correction of item-total
/// correlations in item analysis"). One attempt of each student is a response, the one that counts by the course file; where a person
/// decided, the best one. Who handed nothing in, or the starter as it was given out, is in no figure: they say nothing about a check. One
/// pass over the gradebook; memory does not grow with the number of checks that ran.
/// </remarks>
public static class ItemAnalyzer
{
    /// <summary>Analyses every module of a gradebook.</summary>
    /// <param name="gradebook">The gradebook.</param>
    /// <param name="policy">The course file, which says which attempt counts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The modules in which something was handed in, in order.</returns>
    /// <exception cref="GradebookException">The gradebook cannot be read.</exception>
    public static IReadOnlyList<ModuleItems> Analyze(Gradebook gradebook, CoursePolicy policy, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(gradebook);
        ArgumentNullException.ThrowIfNull(policy);
        var grader = new FinalGrader(gradebook, policy);
        return Analyze(gradebook, grader.All(), cancellation);
    }

    /// <summary>Analyses every module of a gradebook whose final numbers are known.</summary>
    internal static IReadOnlyList<ModuleItems> Analyze(Gradebook gradebook, IReadOnlyList<FinalGrade> grades,
        CancellationToken cancellation)
    {
        // A content is one attempt, so that a student, a module and a hash name it.
        HashSet<(string Student, string Module, string Hash)> counting =
            [.. CountingAttempts.Of(gradebook, grades).Select(a => (a.Attempt.Student, a.Attempt.Module, a.Attempt.ContentHash))];
        return [.. counting.Select(c => c.Module).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(module => Module(gradebook, module, counting, cancellation))];
    }

    private static ModuleItems Module(Gradebook gradebook, string module, HashSet<(string, string, string)> counting,
        CancellationToken cancellation)
    {
        var names = new ItemNames();
        var exercises = new Dictionary<string, ExerciseTally>(StringComparer.Ordinal);
        var mistakes = new MistakeTally();
        var mean = new RunningCorrelation();
        int notBegun = 0;
        foreach (AttemptChecks attempt in gradebook.ChecksOf(module))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!attempt.Checks.All(c => names.Knows(c.Exercise, c.Id)) && gradebook.Result(attempt.Attempt.Attempt) is { } result)
                names.Learn(result);
            bool counts = counting.Contains((attempt.Attempt.Attempt.Student, module, attempt.Attempt.Attempt.ContentHash));
            if (!IsBegun(attempt.Checks))
            {
                if (counts) notBegun++;
                continue;
            }

            mistakes.Add(attempt.Attempt.Attempt.Student, attempt.Mistakes, counts);

            List<(ExerciseTally Tally, List<CheckRow> Checks, Share Share)> parts = [];
            foreach (IGrouping<string, CheckRow> exercise in attempt.Checks.GroupBy(c => c.Exercise))
            {
                if (!exercises.TryGetValue(exercise.Key, out ExerciseTally? tally))
                    exercises.Add(exercise.Key, tally = new ExerciseTally(exercise.Key));
                List<CheckRow> checks = [.. exercise];
                tally.AddAttempt(attempt.Attempt, checks);
                parts.Add((tally, checks, Points(checks, names.WeightOf(exercise.Key))));
            }

            if (!counts) continue;
            Share all = parts.Aggregate(default(Share), (sum, part) => sum + part.Share);
            mean.Add(all.Value, 0);
            foreach ((ExerciseTally tally, List<CheckRow> checks, Share share) in parts) tally.AddResponse(checks, share, all);
        }

        return new ModuleItems(
            module,
            names.Title ?? module,
            mean.Count,
            mean.MeanX,
            [.. exercises.OrderBy(e => names.OrderOf(e.Key)).ThenBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value.Sum(names))
                .OfType<ExerciseItem>()],
            mistakes.Sum(gradebook, module))
        { NotBegun = notBegun };
    }

    // An exercise that was not begun throws where it was to be written, and what needs it is blocked.
    private static bool IsBegun(IReadOnlyList<CheckRow> checks) =>
        !checks.Any(c => c.Outcome == Outcome.NotImplemented)
        || !checks.All(c => c.Outcome is Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.GraderError);

    // As the score is computed: the exercise's weight, divided between its checks by their points.
    private static Share Points(List<CheckRow> checks, double weight)
    {
        int all = checks.Sum(c => c.Points);
        if (all == 0) return default;
        double perPoint = weight / all;
        return new Share(
            perPoint * checks.Where(c => c.Outcome == Outcome.Passed).Sum(c => c.Points),
            perPoint * checks.Where(c => c.Outcome != Outcome.GraderError).Sum(c => c.Points),
            weight);
    }
}
