using LLMCourse.Reference;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Text of a model of characters with 10.7 million parameters and 256 positions.</summary>
public sealed class GenerateMedium() : GenerateWork(GptConfig.Tiny with { Layers = 6, Heads = 6, Width = 384, ContextLength = 256 }), IWork
{
    public static string Name => "generate-medium";

    public static string Unit => "tokens";
}
