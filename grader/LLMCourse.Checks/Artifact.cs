namespace LLMCourse.Checks;

/// <summary>A file that an experiment writes.</summary>
/// <param name="Name">The file name, without folder.</param>
/// <param name="Content">The text, UTF-8 without BOM, newlines LF.</param>
public sealed record Artifact(string Name, string Content);
