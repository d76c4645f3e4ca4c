using LLMCourse.Checks;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Inspection;
using LLMCourse.Grader.Judging;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Pipeline;

/// <summary>What is known of a submission's exercises before any of its code runs.</summary>
/// <param name="Broken">Exercises whose file is missing or does not compile.</param>
/// <param name="Signatures">Changed public signatures.</param>
/// <param name="Violations">Uses of what is banned.</param>
internal sealed record Findings(IReadOnlyList<string> Broken, IReadOnlyList<ExerciseNote> Signatures, IReadOnlyList<ExerciseNote> Violations)
{
    /// <summary>Compares signatures and looks for what is banned.</summary>
    public static Findings Of(Build build, ModuleContent module) => build.Success
        ? new Findings(
            build.BrokenExercises,
            [.. SignatureComparer.Compare(build, module.Manifest)],
            [.. SymbolInspector.Inspect(build, module.Manifest, module.Bans)])
        : new Findings(build.BrokenExercises, [], []);

    /// <summary>Gets the results of the checks that are not run because of what is known.</summary>
    public IReadOnlyDictionary<string, CheckResult> Excused(IEnumerable<Check> checks)
    {
        var results = new Dictionary<string, CheckResult>(StringComparer.Ordinal);
        foreach (Check check in checks)
        {
            string exercise = check.Exercise.Text;
            if (Broken.Contains(exercise)) Excuse(check, Outcome.DoesNotCompile, "Not run: the exercise does not compile.");
            else if (Concerning(Violations, exercise) is { } ban) Excuse(check, Outcome.Banned, $"Not run: {ban.Message}");
            else if (Concerning(Signatures, exercise) is { } signature) Excuse(check, Outcome.DoesNotCompile, $"Not run: {signature.Message}");
        }

        return results;

        void Excuse(Check check, Outcome outcome, string message) => results[check.Id] = CheckJudge.Blank(check) with { Outcome = outcome, Message = message };
    }

    private static SourceNote? Concerning(IReadOnlyList<ExerciseNote> notes, string exercise) =>
        notes.FirstOrDefault(n => n.Exercises.Count == 0 || n.Exercises.Contains(exercise))?.Note;
}
