namespace LLMCourse.M12;

/// <summary>A text and what a predictor should say of it.</summary>
/// <param name="Text">The text; may be empty.</param>
/// <param name="Label">The class.</param>
public sealed record LabelledText(string Text, string Label);
