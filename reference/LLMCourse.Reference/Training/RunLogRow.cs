namespace LLMCourse.Reference.Training;

/// <summary>One line of a run's log.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Tokens">The number of tokens trained on.</param>
/// <param name="Loss">The mean training loss since the line before, nats per token.</param>
/// <param name="ValidationLoss">The validation loss after this step, nats per token; null where it was not computed.</param>
/// <param name="LearningRate">The learning rate of this step.</param>
/// <param name="GradientNorm">The norm of the gradients of this step, before clipping.</param>
/// <param name="TokensPerSecond">The speed since the line before, tokens per second; validation and saving are not counted.</param>
/// <param name="Seconds">The time of training so far, seconds, earlier parts of a resumed run included.</param>
public sealed record RunLogRow(
    long Step, long Tokens, double Loss, double? ValidationLoss, double LearningRate, double GradientNorm, double TokensPerSecond,
    double Seconds);
