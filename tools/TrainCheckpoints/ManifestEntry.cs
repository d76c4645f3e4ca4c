namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>One checkpoint of the manifest.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Description">What it is.</param>
/// <param name="Command">What makes it.</param>
/// <param name="Seed">The seed of the weights, the batches and dropout.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Tokens">The number of tokens in the training windows.</param>
/// <param name="TrainingLoss">The last training loss, nats per token.</param>
/// <param name="ValidationLoss">The loss on what was not trained on, nats per token.</param>
/// <param name="Bytes">The size of model.safetensors.</param>
/// <param name="Sha256">The SHA-256 of model.safetensors.</param>
internal sealed record ManifestEntry(
    string Name, string Description, string Command, ulong Seed, long Parameters, long Steps, long Tokens, double TrainingLoss,
    double ValidationLoss, long Bytes, string Sha256);
