using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>256 tokens drawn from the model's distribution, batch 1, by the decoder in plain C# with a cache of keys and values. The peer
/// is peers/train.py, which reads the last positions anew for each token.</summary>
/// <remarks>Where the context is shorter than the text, half of it is read anew each time that it is full.</remarks>
public abstract class GenerateWork : IDisposable
{
    private const int Tokens = 256;

    private readonly CpuDecoder _decoder;
    private readonly TextGenerator _generator;

    protected GenerateWork(GptConfig config)
    {
        using var model = new Gpt(config, seed: 1);
        _decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });
        _generator = new TextGenerator(_decoder);
    }

    public long Run() => _generator.Generate([0], new GenerationOptions { MaxTokens = Tokens }).Tokens.Count;

    public void Dispose()
    {
        _decoder.Dispose();
        GC.SuppressFinalize(this);
    }
}
