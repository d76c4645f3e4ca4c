namespace LLMCourse.Classes.Gradebooks;

/// <summary>Something that a person decided, and whether it was taken back.</summary>
/// <param name="Id">By which it can be taken back, for example <c>O3</c>.</param>
/// <param name="Student">The student's key; empty where it is about the whole class.</param>
/// <param name="Module">The module's id.</param>
/// <param name="What">What was decided, in words.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Why">The reason.</param>
/// <param name="MadeUtc">When.</param>
/// <param name="Undone">Who took it back, when and why, in words; null when it holds.</param>
public sealed record DecisionEntry(string Id, string Student, string Module, string What, string Who, string Why, DateTimeOffset MadeUtc,
    string? Undone)
{
    /// <summary>Gets the key of a second student whom it is about; null for none.</summary>
    public string? Other { get; init; }

    /// <summary>Gets the students and the module, or the module alone.</summary>
    public string About => Student.Length == 0 ? Module : Other is null ? $"{Student} {Module}" : $"{Student} and {Other} {Module}";
}
