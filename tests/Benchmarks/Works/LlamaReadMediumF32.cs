using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="ReadMediumF32"/>.</summary>
public sealed class LlamaReadMediumF32() : LlamaReadWork(LlamaShape.Medium, GgufType.F32), IWork
{
    public static string Name => "llama-read-medium-f32";

    public static string Unit => "tokens";
}
