namespace LLMCourse.Grading.Watching;

/// <summary>What a change of a submission is about.</summary>
/// <param name="Written">The exercises whose own code was changed, in the module's order: a member of
/// theirs, or a helper that only they use.</param>
/// <param name="Dependent">The other exercises whose code uses what was changed, in the module's order.</param>
public sealed record ChangedExercises(IReadOnlyList<string> Written, IReadOnlyList<string> Dependent)
{
    /// <summary>Gets the change that concerns no exercise.</summary>
    public static ChangedExercises None { get; } = new([], []);
}
