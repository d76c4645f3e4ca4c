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
/// <param name="Builds">What each exercise is checked with.</param>
internal sealed record Findings(IReadOnlyList<string> Broken, IReadOnlyList<SignatureBreak> Signatures, IReadOnlyList<Violation> Violations, ExerciseBuilds Builds)
{
    /// <summary>Compares signatures and looks for what is banned.</summary>
    public static Findings Of(Build build, ModuleContent module, CancellationToken cancellation)
    {
        if (!build.Success) return new Findings(build.BrokenExercises, [], [], new ExerciseBuilds(build));
        InspectionResult inspected = SymbolInspector.Inspect(build, module.Manifest, module.Bans, cancellation);
        return new Findings(
            build.BrokenExercises,
            SignatureComparer.Compare(build, module.Manifest),
            inspected.Violations,
            new ExerciseBuilds(build, inspected.Bodies, inspected.Groups));
    }

    /// <summary>Adds what exercises reached when they ran.</summary>
    public Findings With(IReadOnlyDictionary<string, IReadOnlyList<SourceNote>> reached) => this with
    {
        Violations = [.. Violations, .. reached.SelectMany(r => r.Value.Select(note => new Violation(note, [r.Key], IsEverywhere: false)))],
    };

    /// <summary>Gets the results of the checks that are not run because of what is known.</summary>
    public IReadOnlyDictionary<string, CheckResult> Excused(IEnumerable<Check> checks)
    {
        var results = new Dictionary<string, CheckResult>(StringComparer.Ordinal);
        foreach (Check check in checks)
        {
            string exercise = check.Exercise.Text;
            if (Broken.Contains(exercise)) Excuse(check, Outcome.DoesNotCompile, "Not run: the exercise does not compile.");
            else if (Violations.FirstOrDefault(v => Concerns(v, exercise)) is { } ban) Excuse(check, Outcome.Banned, $"Not run: {ban.Note.Message}");
            else if (Signatures.FirstOrDefault(b => b.Exercises.Contains(exercise)) is { } signature) Excuse(check, Outcome.DoesNotCompile, $"Not run: {signature.Note.Message}");
        }

        return results;

        void Excuse(Check check, Outcome outcome, string message) => results[check.Id] = CheckJudge.Blank(check) with { Outcome = outcome, Message = message };
    }

    /// <summary>Gets the notes that concern an exercise.</summary>
    public IEnumerable<SourceNote> NotesOn(string exercise) =>
        Violations.Where(v => Concerns(v, exercise)).Select(v => v.Note)
            .Concat(Signatures.Where(b => b.Exercises.Contains(exercise)).Select(b => b.Note));

    // What no exercise reaches can still run, as a module initialiser does: then nothing that was observed can be trusted.
    private static bool Concerns(Violation violation, string exercise) =>
        violation.Exercises.Count > 0 ? violation.Exercises.Contains(exercise) : violation.IsEverywhere;
}
