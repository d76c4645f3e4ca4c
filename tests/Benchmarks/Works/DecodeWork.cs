using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Greedy decoding from one token, batch 1, 2 threads, with random weights.</summary>
public abstract class DecodeWork : IDisposable
{
    private readonly CpuDecoder _decoder;
    private readonly int[] _text;

    protected DecodeWork(GptConfig config, int tokens, WeightFormat weights, int groupSize = 32)
    {
        _text = new int[tokens + 1];
        using (var model = new Gpt(config))
            _decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = weights, GroupSize = groupSize, Threads = 2 });
        _ = Run();
    }

    public long Run()
    {
        _text[0] = 1;
        for (int length = 1; length < _text.Length; length++)
            _text[length] = _decoder.NextGreedy(_text.AsSpan(0, length));
        return _text.Length - 1;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        GC.SuppressFinalize(this);
    }
}
