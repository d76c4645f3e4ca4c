namespace LLMCourse.Classes.Similarity;

/// <summary>The body of one member, the unit that is compared: the order of members, and what they are called, plays no part.</summary>
/// <param name="File">The file, by its name within the module.</param>
/// <param name="Member">For people, for example <c>Attention.Attend</c>.</param>
/// <param name="Start">The body's first token in its submission.</param>
/// <param name="End">The token after its last.</param>
internal sealed record CodeBlock(string File, string Member, int Start, int End);
