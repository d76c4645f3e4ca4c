using LLMCourse.Reference;
using LLMCourse.Reference.Training;

namespace LLMCourse.Benchmarks.Works;

/// <summary><see cref="TrainMedium"/> in bfloat16, with float32 weights.</summary>
public sealed class TrainMediumBf16()
    : TrainWork(GptConfig.Tiny with { Layers = 6, Heads = 6, Width = 384, ContextLength = 256 }, batch: 8, steps: 1,
        TrainingPrecision.BFloat16), IWork
{
    public static string Name => "train-medium-bf16";

    public static string Unit => "tokens";
}
