namespace LLMCourse.M12;

/// <summary>How a compute budget is best spent. Not rounded to whole parameters and tokens.</summary>
/// <param name="Parameters">N, the size of the model.</param>
/// <param name="Tokens">D, the length of the training.</param>
public sealed record Allocation(double Parameters, double Tokens);
