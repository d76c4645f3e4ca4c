namespace LLMCourse.Authoring.Release;

/// <summary>A file of an assignment that is not what its solution gives.</summary>
/// <param name="File">The file's name within the module.</param>
/// <param name="What">What is wrong and, for changed text, the first line that differs.</param>
public sealed record ReleaseDifference(string File, string What);
