using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>64 tokens of the medium model with Int8 weights, 128 neighbours to a scale.</summary>
public sealed class DecodeMediumInt8() : DecodeWork(LlamaShape.Medium, tokens: 64, WeightFormat.Int8, groupSize: 128), IWork
{
    public static string Name => "decode-medium-int8";

    public static string Unit => "tokens";
}
