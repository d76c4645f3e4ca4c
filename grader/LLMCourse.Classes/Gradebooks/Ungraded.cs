namespace LLMCourse.Classes.Gradebooks;

/// <summary>Something that a student handed in and that has no grade, because no graded file was
/// found in it or it could not be read.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id.</param>
/// <param name="Source">Where it came from, a path within the folder that was graded.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="SeenUtc">When it was tried.</param>
public sealed record Ungraded(string Student, string Module, string Source, string Reason, DateTimeOffset SeenUtc)
{
    /// <summary>Gets whether it is a fault of the grader; the batch that met it says so, a gradebook does not keep it.</summary>
    public bool IsOurFault { get; init; }
}
