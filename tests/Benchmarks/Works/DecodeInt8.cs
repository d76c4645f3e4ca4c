using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>256 tokens of the small model with Int8 weights, 96 neighbours to a scale.</summary>
public sealed class DecodeInt8() : DecodeWork(LlamaShape.Small, LlamaShape.Context, WeightFormat.Int8, groupSize: 96), IWork
{
    public static string Name => "decode-int8";

    public static string Unit => "tokens";
}
