namespace LLMCourse.M12;

/// <summary>Something that a study changes.</summary>
/// <param name="Name">Its name, such as <c>learning rate</c>; not empty.</param>
/// <param name="Levels">What it can be, at least two, all different and none empty. The first is the baseline.</param>
public sealed record AblationFactor(string Name, IReadOnlyList<string> Levels);
