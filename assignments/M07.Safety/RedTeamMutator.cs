namespace LLMCourse.M07;

/// <summary>A way to write a text otherwise.</summary>
/// <param name="Name">Its name, unique in its list.</param>
/// <param name="Apply">Writes a text otherwise.</param>
/// <param name="Invert">Gives back the text from which <paramref name="Apply"/> made another; throws <see cref="FormatException"/> where
/// it cannot have made it. Null where something is lost, so that there is no way back.</param>
public sealed record RedTeamMutator(string Name, Func<string, string> Apply, Func<string, string>? Invert);
