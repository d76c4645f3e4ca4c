using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>llama.cpp's side of <see cref="DecodeMediumInt8"/>, in Q8_0.</summary>
public sealed class LlamaDecodeMediumQ8() : LlamaDecodeWork(LlamaShape.Medium, tokens: 64, GgufType.Q8), IWork
{
    public static string Name => "llama-decode-medium-q8";

    public static string Unit => "tokens";
}
