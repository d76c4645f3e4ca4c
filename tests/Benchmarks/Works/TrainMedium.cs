using LLMCourse.Reference;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Steps of a model of characters with 10.7 million parameters.</summary>
public sealed class TrainMedium()
    : TrainWork(GptConfig.Tiny with { Layers = 6, Heads = 6, Width = 384, ContextLength = 256 }, batch: 8, steps: 1), IWork
{
    public static string Name => "train-medium";

    public static string Unit => "tokens";
}
