namespace LLMCourse.M11;

/// <summary>One message of a prompt.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, or <c>assistant</c>.</param>
/// <param name="Content">The text.</param>
public sealed record ChatMessage(string Role, string Content);
