using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary><see cref="DecodeWork"/> with Float32 weights.</summary>
public sealed class DecodeF32() : DecodeWork(WeightFormat.Float32), IWork
{
    public static string Name => "decode-f32";

    public static string Unit => "tokens";
}
