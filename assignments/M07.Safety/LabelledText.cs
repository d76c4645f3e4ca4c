namespace LLMCourse.M07;

/// <summary>A text with what it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsPositive">Whether it is of the kind that is to be found, such as spam.</param>
public sealed record LabelledText(string Text, bool IsPositive);
