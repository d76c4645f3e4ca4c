namespace LLMCourse.Grader.Pipeline;

/// <summary>What may be asked of a grading.</summary>
public sealed record GradeOptions
{
    /// <summary>Gets whether performance checks are run. Without them they are not planned, so that they cost nothing. The default is true.</summary>
    public bool Performance { get; init; } = true;

    /// <summary>Gets whether checks that open after the deadline show their details. The default is false.</summary>
    public bool AfterDeadline { get; init; }
}
