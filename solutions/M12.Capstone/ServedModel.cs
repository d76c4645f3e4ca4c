namespace LLMCourse.M12;

/// <summary>A model that can be served.</summary>
/// <param name="Version">Its version, such as <c>tone-3</c>.</param>
/// <param name="Predict">Gives a label and a score for each text, in the texts' order. Called by several requests at once.</param>
public sealed record ServedModel(string Version, Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<(string Label, double Score)>>> Predict);
