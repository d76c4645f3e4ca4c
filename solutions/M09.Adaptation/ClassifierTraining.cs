namespace LLMCourse.M09;

/// <summary>How a classifier is trained.</summary>
/// <param name="Epochs">How often each text is seen, at least 1.</param>
/// <param name="BatchSize">How many texts a step takes, at least 1; the last batch of an epoch may be smaller.</param>
/// <param name="LearningRate">AdamW's learning rate, finite and above 0.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay, finite and at least 0.</param>
/// <param name="Seed">Draws the order of the texts, another one in each epoch.</param>
public sealed record ClassifierTraining(int Epochs = 1, int BatchSize = 16, double LearningRate = 1e-3, double WeightDecay = 0.01, ulong Seed = 0);
