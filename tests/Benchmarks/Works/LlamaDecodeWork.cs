using System.Numerics.Tensors;
using LLMCourse.Reference;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>What <see cref="DecodeWork"/> does, by llama.cpp: one call and the greatest of the logits for each token.</summary>
public abstract class LlamaDecodeWork : IDisposable
{
    private readonly LlamaCpp _llama;
    private readonly int _tokens;

    protected LlamaDecodeWork(GptConfig config, int tokens, GgufType type)
    {
        _tokens = tokens;
        _llama = new LlamaCpp(config, type);
        _ = Run();
    }

    public long Run()
    {
        _llama.Clear();
        int token = 1;
        for (int position = 0; position < _tokens; position++)
            token = TensorPrimitives.IndexOfMax(_llama.Next([token], position));
        return _tokens;
    }

    public void Dispose()
    {
        _llama.Dispose();
        GC.SuppressFinalize(this);
    }
}
