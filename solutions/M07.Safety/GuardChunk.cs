namespace LLMCourse.M07;

/// <summary>A part of a guarded reply.</summary>
/// <param name="Text">What may be shown now; empty in the last part.</param>
/// <param name="Decision">How the turn ended, in the last part; null in the others.</param>
public sealed record GuardChunk(string Text, GuardDecision? Decision);
