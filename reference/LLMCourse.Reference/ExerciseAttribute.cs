namespace LLMCourse;

/// <summary>Marks the member that a student writes with the exercise's id.</summary>
/// <remarks>
/// An exercise may have several members: each carries the id, and the first also <see cref="Title"/> and <see cref="Weight"/>.
/// In the solution the member's body holds a <c>#region Solution</c>, which the generated assignment replaces by a
/// <see cref="NotImplementedException"/>.
/// </remarks>
/// <param name="id">For example <c>M02.E2</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Property
    | AttributeTargets.Constructor)]
public sealed class ExerciseAttribute(string id) : Attribute
{
    /// <summary>Gets the exercise's id, the same in the handout, the tests, the checks, the report and the gradebook.</summary>
    public string Id { get; } = id;

    /// <summary>Gets or sets the title for people.</summary>
    public string? Title { get; set; }

    /// <summary>Gets or sets the weight within the module: 1 small, 2 medium, 4 large. The default is 1.</summary>
    public int Weight { get; set; } = 1;
}
