namespace LLMCourse.Grader.Inspection;

/// <summary>What one exercise may not use, and what of the reference transformer it may.</summary>
/// <param name="Bans">What it may not use.</param>
/// <param name="Allowed">The names within <c>LLMCourse.Reference</c> that it may use; every other is banned.</param>
public sealed record ExerciseBans(IReadOnlyList<Ban> Bans, IReadOnlyList<string> Allowed)
{
    /// <summary>Gets the bans of an exercise of which nothing is said: none, and nothing of the reference is allowed.</summary>
    public static ExerciseBans None { get; } = new([], []);
}
