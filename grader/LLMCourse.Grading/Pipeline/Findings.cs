using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>What is known of a submission's exercises before any of its code runs.</summary>
/// <param name="Broken">Exercises whose file is missing or does not compile.</param>
/// <param name="Signatures">Changed public signatures.</param>
/// <param name="Violations">Uses of what is banned.</param>
/// <param name="Builds">What each exercise is checked with.</param>
internal sealed record Findings(IReadOnlyList<string> Broken, IReadOnlyList<SignatureBreak> Signatures, IReadOnlyList<Violation> Violations,
    ExerciseBuilds Builds)
{
    /// <summary>Takes what a submission's examination found.</summary>
    public static Findings Of(Examination examination) => new(
        examination.Build.BrokenExercises,
        examination.Signatures,
        examination.Inspection.Violations,
        new ExerciseBuilds(examination.Build, examination.Inspection.Bodies, examination.Inspection.Sequences));

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
            else if (Violations.FirstOrDefault(v => Concerns(v, exercise)) is { } ban)
                Excuse(check, Outcome.Banned, $"Not run: {ban.Note.Message}");
            else if (Signatures.FirstOrDefault(b => b.Exercises.Contains(exercise)) is { } signature)
                Excuse(check, Outcome.DoesNotCompile, $"Not run: {signature.Note.Message}");
        }

        return results;

        void Excuse(Check check, Outcome outcome, string message) =>
            results[check.Id] = CheckJudge.Blank(check) with { Outcome = outcome, Message = message };
    }

    /// <summary>Gets the notes that concern an exercise.</summary>
    public IEnumerable<SourceNote> NotesOn(string exercise) =>
        Violations.Where(v => Concerns(v, exercise)).Select(v => v.Note)
            .Concat(Signatures.Where(b => b.Exercises.Contains(exercise)).Select(b => b.Note));

    // What no exercise reaches can still run, as a module initialiser does: then nothing that was observed can be trusted.
    private static bool Concerns(Violation violation, string exercise) =>
        violation.Exercises.Count > 0 ? violation.Exercises.Contains(exercise) : violation.IsEverywhere;
}
