namespace LLMCourse.Authoring.Templates;

/// <summary>A file of a student's repository.</summary>
/// <param name="Path">Its path within the repository, with slashes.</param>
/// <param name="Text">Its whole content, written as UTF-8.</param>
/// <param name="IsExecutable">Whether it is a program.</param>
public sealed record TemplateFile(string Path, string Text, bool IsExecutable = false)
{
    /// <summary>Gets the content of a file that is no text, such as a model's weights; null for a text.</summary>
    public byte[]? Bytes { get; init; }
}
