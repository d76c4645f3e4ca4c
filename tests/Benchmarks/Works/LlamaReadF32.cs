using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="ReadF32"/>.</summary>
public sealed class LlamaReadF32() : LlamaReadWork(LlamaShape.Small, GgufType.F32), IWork
{
    public static string Name => "llama-read-f32";

    public static string Unit => "tokens";
}
