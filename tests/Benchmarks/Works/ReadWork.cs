using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Reading a prompt of 256 tokens up to the logits after the last, batch 1, 2 threads, with random weights.</summary>
public abstract class ReadWork : IDisposable
{
    private readonly CpuDecoder _decoder;
    private readonly int[] _text = new int[LlamaShape.Context];
    private readonly float[] _logits;

    protected ReadWork(GptConfig config, WeightFormat weights, int groupSize = 32)
    {
        using (var model = new Gpt(config))
            _decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = weights, GroupSize = groupSize, Threads = 2 });
        _logits = new float[config.VocabularySize];
        for (int i = 0; i < _text.Length; i++)
            _text[i] = i * 7919 % config.VocabularySize;
        _ = Run();
    }

    public long Run()
    {
        _text[0] ^= 1; // another beginning: nothing of the last run can be kept
        _decoder.Next(_text, _logits);
        return _text.Length;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        GC.SuppressFinalize(this);
    }
}
