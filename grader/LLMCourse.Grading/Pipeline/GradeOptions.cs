namespace LLMCourse.Grading.Pipeline;

/// <summary>What may be asked of a grading.</summary>
public sealed record GradeOptions
{
    /// <summary>Gets whether performance checks are run. Without them they are not planned, so that
    /// they cost nothing. The default is true.</summary>
    public bool Performance { get; init; } = true;

    /// <summary>Gets whether checks that open after the deadline show their details. The default is false.</summary>
    public bool AfterDeadline { get; init; }

    /// <summary>Gets what is graded: ids of exercises or of checks, such as M02.E4 or M02.E4.causal; empty for
    /// everything. Nothing else is planned.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Says whether a check is asked for.</summary>
    /// <param name="checkId">Its id.</param>
    internal bool Asks(string checkId) =>
        Only.Count == 0 || Only.Any(o => checkId.Equals(o, StringComparison.OrdinalIgnoreCase)
            || checkId.StartsWith(o + ".", StringComparison.OrdinalIgnoreCase));
}
