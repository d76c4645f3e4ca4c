using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>256 tokens of the small model with Float32 weights.</summary>
public sealed class DecodeF32() : DecodeWork(LlamaShape.Small, LlamaShape.Context, WeightFormat.Float32), IWork
{
    public static string Name => "decode-f32";

    public static string Unit => "tokens";
}
