using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>A prompt for the medium model with Int8 weights, 128 neighbours to a scale.</summary>
public sealed class ReadMediumInt8() : ReadWork(LlamaShape.Medium, WeightFormat.Int8, groupSize: 128), IWork
{
    public static string Name => "read-medium-int8";

    public static string Unit => "tokens";
}
