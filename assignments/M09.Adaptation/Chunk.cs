namespace LLMCourse.M09;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How many code units it has.</param>
/// <param name="Text">The part itself: <c>text.Substring(Start, Length)</c>.</param>
public sealed record Chunk(int Start, int Length, string Text);
