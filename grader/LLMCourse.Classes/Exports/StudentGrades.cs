using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Exports;

/// <summary>A student's grades, as the policy has them.</summary>
/// <param name="Grade">The final number and how it came to be; its modules are all, also those that are not exported.</param>
/// <param name="Modules">The exported modules.</param>
internal sealed record StudentGrades(FinalGrade Grade, IReadOnlyList<ModuleEntry> Modules)
{
    /// <summary>Gets the student.</summary>
    public Student Student => Grade.Student;

    /// <summary>Gets a value indicating whether there is anything to export but zeros for what was not handed in.</summary>
    public bool HasWork => Modules.Any(m => m.State is GradeState.Graded or GradeState.Override);
}

/// <summary>A student's grade in a module, and what it rests on.</summary>
/// <param name="Grade">The grade.</param>
/// <param name="State">What it rests on.</param>
internal sealed record ModuleEntry(ModuleGrade Grade, GradeState State)
{
    /// <summary>Gets what instructors told the student about it.</summary>
    public IReadOnlyList<Comment> Comments { get; init; } = [];

    /// <summary>Says whether it is written as no grade: there is no number, or nothing was handed in and that shall be blank.</summary>
    public bool IsBlank(MissingGrade missing) => !HasNumber || (State == GradeState.Missing && missing == MissingGrade.Blank);

    /// <summary>Gets whether there is a number.</summary>
    public bool HasNumber => State is not (GradeState.Ungraded or GradeState.Open);
}
