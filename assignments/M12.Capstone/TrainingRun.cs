namespace LLMCourse.M12;

/// <summary>A training run of a scaling study.</summary>
/// <param name="Parameters">N: how many parameters the model has.</param>
/// <param name="Tokens">D: how many tokens it was trained on.</param>
/// <param name="Loss">L: its loss on held-out text after the last step, in nats per token.</param>
public sealed record TrainingRun(long Parameters, long Tokens, double Loss);
