using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>A prompt for the small model with Float32 weights.</summary>
public sealed class ReadF32() : ReadWork(LlamaShape.Small, WeightFormat.Float32), IWork
{
    public static string Name => "read-f32";

    public static string Unit => "tokens";
}
