namespace LLMCourse.M08;

/// <summary>Something that a decision goes by.</summary>
/// <param name="Name">What it is called; no other criterion of the sheet is called so.</param>
/// <param name="Weight">How much it counts, above 0; the weights of a sheet sum to 1.</param>
/// <param name="IsRequired">Whether an option with 0 points in it is out, however good the rest is.</param>
public sealed record Criterion(string Name, decimal Weight, bool IsRequired = false);
