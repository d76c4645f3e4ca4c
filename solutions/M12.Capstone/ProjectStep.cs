namespace LLMCourse.M12;

/// <summary>One step of a project: named bytes in, named bytes out, and nothing else.</summary>
/// <param name="Name">Its name; not empty.</param>
/// <param name="Inputs">The names of what it reads.</param>
/// <param name="Outputs">The names of what it makes.</param>
/// <param name="Run">Does it: gets its inputs by name, the step's seed, and what ends it; gives its outputs by name.</param>
public sealed record ProjectStep(
    string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, Func<IReadOnlyDictionary<string, byte[]>, ulong, CancellationToken, Task<IReadOnlyDictionary<string, byte[]>>> Run);
