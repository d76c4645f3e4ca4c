using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="DecodeF32"/>.</summary>
public sealed class LlamaDecodeF32() : LlamaDecodeWork(LlamaShape.Small, LlamaShape.Context, GgufType.F32), IWork
{
    public static string Name => "llama-decode-f32";

    public static string Unit => "tokens";
}
