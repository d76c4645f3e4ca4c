using LLMCourse.Reference;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Steps of a model of characters with 0.8 million parameters.</summary>
public sealed class TrainSmall() : TrainWork(GptConfig.Tiny, batch: 12, steps: 10), IWork
{
    public static string Name => "train-small";

    public static string Unit => "tokens";
}
