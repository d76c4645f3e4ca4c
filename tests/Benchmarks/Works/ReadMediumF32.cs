using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>A prompt for the medium model with Float32 weights.</summary>
public sealed class ReadMediumF32() : ReadWork(LlamaShape.Medium, WeightFormat.Float32), IWork
{
    public static string Name => "read-medium-f32";

    public static string Unit => "tokens";
}
