using LLMCourse.Reference;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Text of a model of characters with 0.8 million parameters and 64 positions.</summary>
public sealed class GenerateSmall() : GenerateWork(GptConfig.Tiny), IWork
{
    public static string Name => "generate-small";

    public static string Unit => "tokens";
}
