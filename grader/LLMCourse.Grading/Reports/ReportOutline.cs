using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>What every report says in its own way: which exercises belong together, and what to do first.</summary>
internal sealed class ReportOutline
{
    /// <summary>Sorts a result's exercises for its reports.</summary>
    public ReportOutline(GradeResult result)
    {
        Result = result;
        Errors = [.. result.Diagnostics.Where(d => d.IsError)];
        Warnings = [.. result.Diagnostics.Where(d => !d.IsError)];
        OurFault = [.. result.Exercises.SelectMany(e => e.Checks.Where(c => c.Outcome == Outcome.GraderError).Select(c => (e, c)))];
        foreach (ExerciseResult exercise in result.Exercises) Group(exercise).Add(exercise);
    }

    /// <summary>Gets the result.</summary>
    public GradeResult Result { get; }

    /// <summary>Gets the compiler's errors.</summary>
    public IReadOnlyList<SourceNote> Errors { get; }

    /// <summary>Gets the compiler's warnings.</summary>
    public IReadOnlyList<SourceNote> Warnings { get; }

    /// <summary>Gets the exercises with something to put right.</summary>
    public List<ExerciseResult> ToRepair { get; } = [];

    /// <summary>Gets the exercises that are still the starter.</summary>
    public List<ExerciseResult> NotStarted { get; } = [];

    /// <summary>Gets the exercises that wait for a check of another to pass.</summary>
    public List<ExerciseResult> Waiting { get; } = [];

    /// <summary>Gets the exercises that could not be tried because the submission does not compile.</summary>
    public List<ExerciseResult> Uncompiled { get; } = [];

    /// <summary>Gets the exercises with nothing left to do for the student.</summary>
    public List<ExerciseResult> Finished { get; } = [];

    /// <summary>Gets the checks that the grader could not carry out.</summary>
    public IReadOnlyList<(ExerciseResult Exercise, CheckResult Check)> OurFault { get; }

    /// <summary>Gets whether everything is right.</summary>
    public bool IsPerfect => Result.Exercises.Count > 0 && Result.Exercises.All(e => e.Outcome == Outcome.Passed);

    /// <summary>Gets whether nothing has been written yet.</summary>
    public bool IsStarter => Finished.Count == 0 && ToRepair.Count == 0 && Uncompiled.Count == 0 && NotStarted.Count > 0;

    /// <summary>Gets what to do first; null when nothing is left to do.</summary>
    public FirstStep? First =>
        Errors is [SourceNote error, ..] ? new FirstStep(null, error.Place, $"{error.Code}: {error.Message}", IsMarkdown: false)
        : ToRepair.Concat(Uncompiled).FirstOrDefault() is ExerciseResult wrong ? Step(wrong)
        : NotStarted is [ExerciseResult next, ..]
            ? new FirstStep(next, next.Place, next.Next ?? "It is the next one to write.", IsMarkdown: false)
        : null;

    /// <summary>Gets an exercise's checks that did not pass and that are the student's to put right, the telling ones first.</summary>
    public static IReadOnlyList<CheckResult> Open(ExerciseResult exercise) =>
        [.. exercise.Checks.Where(c => c.Outcome is not (Outcome.Passed or Outcome.GraderError))
            .OrderBy(c => c.Outcome is Outcome.Blocked or Outcome.NotRun ? 1 : 0)];

    /// <summary>Gets the first place to look at for an exercise, that of the failure that is told first; null when none is known.</summary>
    public static SourcePlace? PlaceOf(ExerciseResult exercise)
    {
        SourcePlace?[] places = [.. Open(exercise).Select(c => c.Place)];
        SourcePlace? first = places.FirstOrDefault(), mistaken = exercise.Mistakes.Select(m => m.Place).FirstOrDefault(p => p is not null);

        // What is thrown in another file is what a recognised mistake leads to.
        if (mistaken is not null && first?.File != mistaken.File) first = mistaken;
        return exercise.Violations.Select(v => v.Place).FirstOrDefault(p => p is not null)
            ?? first
            ?? exercise.Suspect?.Place // a later failure's line may be another fault's
            ?? places.FirstOrDefault(p => p is not null)
            ?? PlaceOfMember(exercise);
    }

    /// <summary>Gets where the member stands in which a recognised mistake is made, or the most suspect one, or else the exercise's main
    /// member; null when it is not there.</summary>
    public static SourcePlace? PlaceOfMember(ExerciseResult exercise) =>
        exercise.Mistakes.Select(m => m.Place).FirstOrDefault(p => p is not null) ?? exercise.Suspect?.Place ?? exercise.Place;

    /// <summary>Gets the member that stands at a place, as far as the result tells; otherwise null.</summary>
    public static string? MemberAt(ExerciseResult exercise, SourcePlace place) =>
        exercise.Mistakes.FirstOrDefault(m => m.Place == place)?.Member
        ?? (exercise.Suspect is { } suspect && suspect.Place == place ? suspect.Member : exercise.Place == place ? exercise.Member : null);

    private static FirstStep Step(ExerciseResult exercise)
    {
        if (exercise.Violations is [SourceNote violation, ..])
            return new FirstStep(exercise, violation.Place, violation.Message, IsMarkdown: false);
        if (exercise.Mistakes is [MistakeMatch mistake, ..])
            return new FirstStep(exercise, PlaceOf(exercise), mistake.Says, IsMarkdown: true);
        CheckResult? check = Open(exercise) is [CheckResult c, ..] ? c : null;
        string says = check?.Message ?? OutcomeWords.Explain(check?.Outcome ?? exercise.Outcome);
        return new FirstStep(exercise, PlaceOf(exercise), says, IsMarkdown: false);
    }

    private List<ExerciseResult> Group(ExerciseResult exercise)
    {
        IReadOnlyList<CheckResult> open = Open(exercise);
        if (open.Count == 0 && exercise.Violations.Count == 0 && exercise.Outcome is Outcome.Passed or Outcome.GraderError) return Finished;
        if (exercise.Violations.Count > 0 || exercise.Mistakes.Count > 0) return ToRepair;
        if (exercise.Outcome == Outcome.DoesNotCompile && Errors.Count > 0) return Uncompiled;
        if (exercise.Checks.Any(c => c.Outcome == Outcome.Passed)) return ToRepair;
        if (open.Count > 0 && open.All(c => c.Outcome is Outcome.Blocked)) return Waiting;
        if (exercise.Outcome == Outcome.NotImplemented && open.All(c => c.Outcome is Outcome.NotImplemented or Outcome.Blocked))
            return NotStarted;
        return ToRepair;
    }
}

/// <summary>What to do first.</summary>
/// <param name="Exercise">The exercise that it concerns; null for the submission as a whole.</param>
/// <param name="Place">Where to look; null when it is not known.</param>
/// <param name="Says">What is wrong or to be done.</param>
/// <param name="IsMarkdown">Whether <paramref name="Says"/> is an author's Markdown; otherwise it is
/// text that a student may have influenced.</param>
internal sealed record FirstStep(ExerciseResult? Exercise, SourcePlace? Place, string Says, bool IsMarkdown);
