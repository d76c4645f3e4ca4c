namespace LLMCourse.M11;

/// <summary>How programs are drawn and repaired.</summary>
/// <param name="Samples">How many programs are drawn, at least 1.</param>
/// <param name="MaxRepairs">How often a program that fails an example goes back to the model, at least 0.</param>
/// <param name="Limits">What one run of a program may use up; null: the defaults.</param>
public sealed record CodeOptions(int Samples = 5, int MaxRepairs = 1, EvaluatorLimits? Limits = null);
