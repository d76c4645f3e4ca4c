using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="DecodeInt8"/>, in Q8_0.</summary>
public sealed class LlamaDecodeQ8() : LlamaDecodeWork(LlamaShape.Small, LlamaShape.Context, GgufType.Q8), IWork
{
    public static string Name => "llama-decode-q8";

    public static string Unit => "tokens";
}
