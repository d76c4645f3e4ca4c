namespace LLMCourse.Classes.Analysis;

/// <summary>How a class did in one module, exercise by exercise and check by check.</summary>
/// <param name="Module">The module's id, for example <c>M02</c>.</param>
/// <param name="Title">The module's title.</param>
/// <param name="Responses">How many students are in the figures: one attempt of each, the one that counts.</param>
/// <param name="MeanShare">The mean share of the module's points, 0 to 1.</param>
/// <param name="Exercises">The exercises in their order.</param>
/// <param name="Mistakes">The mistakes that somebody was recognised by, the commonest first.</param>
public sealed record ModuleItems(string Module, string Title, int Responses, double MeanShare, IReadOnlyList<ExerciseItem> Exercises,
    IReadOnlyList<MistakeItem> Mistakes)
{
    /// <summary>Gets how many students handed in the starter untouched, by the attempt that counts; they are in no figure.</summary>
    public int NotBegun { get; init; }
}
