namespace LLMCourse.M11;

/// <summary>A task for programs.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Task">What the program should do, in words.</param>
/// <param name="Examples">What the model is shown, and what its programs are tried on.</param>
/// <param name="HiddenTests">What decides whether a program is right. No model ever sees it, and no choice depends on it.</param>
/// <param name="Probes">Inputs without an answer, on which programs are compared with each other.</param>
public sealed record CodeSpec(
    string Id, string Task, IReadOnlyList<CodeExample> Examples, IReadOnlyList<CodeExample> HiddenTests, IReadOnlyList<IReadOnlyList<Value>> Probes);
