using LLMCourse.Reference;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>What <see cref="ReadWork"/> does, by llama.cpp, in one batch.</summary>
public abstract class LlamaReadWork : IDisposable
{
    private readonly LlamaCpp _llama;
    private readonly int[] _text = new int[LlamaShape.Context];

    protected LlamaReadWork(GptConfig config, GgufType type)
    {
        _llama = new LlamaCpp(config, type);
        for (int i = 0; i < _text.Length; i++)
            _text[i] = i * 7919 % config.VocabularySize;
        _ = Run();
    }

    public long Run()
    {
        _llama.Clear();
        _ = _llama.Next(_text, 0);
        return _text.Length;
    }

    public void Dispose()
    {
        _llama.Dispose();
        GC.SuppressFinalize(this);
    }
}
