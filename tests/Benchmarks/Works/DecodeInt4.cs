using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary><see cref="DecodeWork"/> with Int4 weights.</summary>
public sealed class DecodeInt4() : DecodeWork(WeightFormat.Int4), IWork
{
    public static string Name => "decode-int4";

    public static string Unit => "tokens";
}
