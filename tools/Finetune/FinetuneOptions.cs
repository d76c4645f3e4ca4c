namespace LLMCourse.Tools.Finetune;

/// <summary>What is to be done.</summary>
/// <param name="Data">The file to learn from: conversations (.jsonl) or a text.</param>
/// <param name="Output">The folder to write to.</param>
/// <param name="Model">The model's folder.</param>
/// <param name="IsLora">Whether adapters are trained instead of the model.</param>
/// <param name="Rank">The adapters' rank.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="BatchSize">How many conversations or windows a step takes.</param>
/// <param name="LearningRate">The greatest learning rate.</param>
/// <param name="Seed">The seed of adapters, batches and the split.</param>
/// <param name="Resume">Whether to go on from the folder's checkpoint.</param>
internal sealed record FinetuneOptions(string Data, string Output, string Model, bool IsLora, int Rank, int Steps, int BatchSize,
    double LearningRate, ulong Seed, bool Resume);
