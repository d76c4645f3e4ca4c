using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="ReadInt8"/>, in Q8_0.</summary>
public sealed class LlamaReadQ8() : LlamaReadWork(LlamaShape.Small, GgufType.Q8), IWork
{
    public static string Name => "llama-read-q8";

    public static string Unit => "tokens";
}
