namespace LLMCourse.M11;

/// <summary>A row of the benchmark: one sample of one task.</summary>
/// <param name="SpecId">The task.</param>
/// <param name="Sample">The sample, from 0.</param>
/// <param name="FirstIsRight">Whether the model's first program passes all hidden tests.</param>
/// <param name="IsRight">Whether the candidate that repairing has left passes them.</param>
/// <param name="Repairs">How many repairs were asked for.</param>
public sealed record CodeRow(string SpecId, int Sample, bool FirstIsRight, bool IsRight, int Repairs);
