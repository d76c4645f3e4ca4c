using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Greedy decoding of 256 tokens from one, batch 1, in the shape of the 15-million-parameter llama2.c model with random weights.</summary>
public abstract class DecodeWork : IDisposable
{
    private const int Tokens = 256;

    private readonly CpuDecoder _decoder;
    private readonly int[] _text = new int[Tokens + 1];

    protected DecodeWork(WeightFormat weights, int groupSize = 32)
    {
        var config = new GptConfig
        {
            VocabularySize = 32000,
            ContextLength = Tokens,
            Layers = 6,
            Heads = 6,
            Width = 288,
            FeedForwardWidth = 768,
            Positions = PositionEncoding.Rope,
            Norm = NormKind.RmsNorm,
            Activation = Activation.SwiGlu,
            Bias = false,
        };
        using var model = new Gpt(config);
        _decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = weights, GroupSize = groupSize, Threads = 2 });
        _ = Run();
    }

    public long Run()
    {
        _text[0] = 1;
        for (int length = 1; length <= Tokens; length++)
            _text[length] = _decoder.NextGreedy(_text.AsSpan(0, length));
        return Tokens;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        GC.SuppressFinalize(this);
    }
}
