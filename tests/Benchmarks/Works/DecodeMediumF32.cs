using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>64 tokens of the medium model with Float32 weights.</summary>
public sealed class DecodeMediumF32() : DecodeWork(LlamaShape.Medium, tokens: 64, WeightFormat.Float32), IWork
{
    public static string Name => "decode-medium-f32";

    public static string Unit => "tokens";
}
