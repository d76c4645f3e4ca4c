namespace LLMCourse.M12;

/// <summary>The size of a training run that may be made.</summary>
/// <param name="Parameters">N: how many parameters the model has; at least 1.</param>
/// <param name="Tokens">D: how many tokens it is trained on; at least 1.</param>
public sealed record RunSize(long Parameters, long Tokens);
