using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>256 tokens of the small model with Int4 weights.</summary>
public sealed class DecodeInt4() : DecodeWork(LlamaShape.Small, LlamaShape.Context, WeightFormat.Int4), IWork
{
    public static string Name => "decode-int4";

    public static string Unit => "tokens";
}
