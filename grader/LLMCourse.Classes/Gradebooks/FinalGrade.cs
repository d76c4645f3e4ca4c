namespace LLMCourse.Classes.Gradebooks;

/// <summary>A student's grade in one module, and how it came to be.</summary>
/// <param name="Module">The module's id.</param>
/// <param name="Percent">The grade, rounded to two decimals.</param>
/// <param name="Counts">Whether it counts; false for one of the lowest that are dropped.</param>
/// <param name="Chosen">The attempt that counts; null where there is none, or a person decided.</param>
/// <param name="Steps">How it came to be, a line each.</param>
public sealed record ModuleGrade(string Module, decimal Percent, bool Counts, GradedAttempt? Chosen, IReadOnlyList<string> Steps)
{
    /// <summary>Gets whether something was handed in that could not be graded, and nothing else: then the
    /// percent says nothing, and does not count.</summary>
    public bool IsUngraded { get; init; }

    /// <summary>Gets whether nothing was handed in and there is still time: then the percent says nothing, and does not count.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Gets whether there is a number that its reader may not see yet: then the
    /// percent says nothing, and does not count.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>Gets whether the attempt that counts, or would if no person had decided, is late beyond the grace.</summary>
    public bool IsLate { get; init; }

    /// <summary>Gets whether the student has a deadline of their own.</summary>
    public bool IsExtended { get; init; }

    /// <summary>Gets whether a person set the grade.</summary>
    public bool IsOverridden { get; init; }

    /// <summary>Gets whether nothing was handed in, which is a 0.</summary>
    public bool IsMissing => HasNumber && Chosen is null && !IsOverridden;

    /// <summary>Gets whether there is a number: a grade, or the 0 of whom nothing came in time.</summary>
    public bool HasNumber => !IsUngraded && !IsOpen && !IsWithheld;
}

/// <summary>A student's final number, and how it came to be.</summary>
/// <param name="Student">The student.</param>
/// <param name="Percent">The weighted mean of the modules that count, rounded to two decimals.</param>
/// <param name="Modules">The modules.</param>
/// <param name="Steps">How it follows from the modules, a line each.</param>
public sealed record FinalGrade(Student Student, decimal Percent, IReadOnlyList<ModuleGrade> Modules, IReadOnlyList<string> Steps)
{
    /// <summary>Gets whether a hand-in waits for somebody to look at it, so that the number is not the last word.</summary>
    public bool IsProvisional => Modules.Any(m => m.IsUngraded);

    /// <summary>Gets whether all that could count is withheld from its reader: then the percent says nothing.</summary>
    public bool IsWithheld => Modules.Any(m => m.IsWithheld) && !Modules.Any(m => m.Counts);
}
