namespace LLMCourse.M11;

/// <summary>Why a text is not simply allowed.</summary>
/// <param name="Category">The category's name.</param>
/// <param name="Action">What the category asks for.</param>
/// <param name="Score">The score; null where there is none, because the scorer failed.</param>
public sealed record ModerationReason(string Category, ModerationAction Action, double? Score);
