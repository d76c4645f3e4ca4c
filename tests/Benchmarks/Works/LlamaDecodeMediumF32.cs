using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="DecodeMediumF32"/>.</summary>
public sealed class LlamaDecodeMediumF32() : LlamaDecodeWork(LlamaShape.Medium, tokens: 64, GgufType.F32), IWork
{
    public static string Name => "llama-decode-medium-f32";

    public static string Unit => "tokens";
}
