namespace LLMCourse.Reference.Training;

/// <summary>How far a run is.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Tokens">The number of tokens trained on.</param>
/// <param name="SamplerState">Where the batches' random sequence stands.</param>
/// <param name="Seconds">The time of training so far, seconds.</param>
/// <param name="BestValidationLoss">The least validation loss so far, nats per token; null before the first.</param>
public sealed record TrainingPosition(long Step, long Tokens, ulong SamplerState, double Seconds, double? BestValidationLoss);
