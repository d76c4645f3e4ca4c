using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="ReadMediumInt8"/>, in Q8_0.</summary>
public sealed class LlamaReadMediumQ8() : LlamaReadWork(LlamaShape.Medium, GgufType.Q8), IWork
{
    public static string Name => "llama-read-medium-q8";

    public static string Unit => "tokens";
}
