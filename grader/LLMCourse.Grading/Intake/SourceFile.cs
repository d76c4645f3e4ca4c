namespace LLMCourse.Grading.Intake;

/// <summary>A file taken from a submission.</summary>
/// <param name="Name">Its name within the module.</param>
/// <param name="Text">Its content.</param>
public sealed record SourceFile(string Name, string Text);
