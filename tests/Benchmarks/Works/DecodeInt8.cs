using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary><see cref="DecodeWork"/> with Int8 weights, 96 neighbours to a scale.</summary>
public sealed class DecodeInt8() : DecodeWork(WeightFormat.Int8, groupSize: 96), IWork
{
    public static string Name => "decode-int8";

    public static string Unit => "tokens";
}
