namespace LLMCourse.M12;

/// <summary>One combination of levels.</summary>
/// <param name="Id">Its name, as <see cref="Ablation.Points"/> makes it.</param>
/// <param name="Levels">A level for each factor, in the grid's order of factors.</param>
public sealed record AblationPoint(string Id, IReadOnlyList<string> Levels);
