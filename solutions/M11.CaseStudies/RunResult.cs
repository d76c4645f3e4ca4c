namespace LLMCourse.M11;

/// <summary>What came of a run.</summary>
/// <param name="Value">What <c>main</c> returned; null after an error.</param>
/// <param name="Error">The error; null if there was none.</param>
/// <param name="Steps">The steps made.</param>
/// <param name="Cells">The cells of all lists made.</param>
public sealed record RunResult(Value? Value, ScriptError? Error, long Steps, long Cells);
