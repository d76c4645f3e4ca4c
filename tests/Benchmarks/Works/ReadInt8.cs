using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>A prompt for the small model with Int8 weights, 96 neighbours to a scale.</summary>
public sealed class ReadInt8() : ReadWork(LlamaShape.Small, WeightFormat.Int8, groupSize: 96), IWork
{
    public static string Name => "read-int8";

    public static string Unit => "tokens";
}
