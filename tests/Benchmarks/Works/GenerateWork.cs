using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
using static TorchSharp.torch;

namespace LLMCourse.Benchmarks.Works;

/// <summary>256 tokens drawn from the model's distribution, batch 1, by libtorch with a cache of keys and values. The peer is peers/train.py,
/// which reads the last positions anew for each token.</summary>
/// <remarks>Where the context is shorter than the text, half of it is read anew each time that it is full.</remarks>
public abstract class GenerateWork : IDisposable
{
    private const int Tokens = 256;

    private readonly Gpt _model;
    private readonly GptLogits _logits;
    private readonly TextGenerator _generator;

    protected GenerateWork(GptConfig config)
    {
        set_num_threads(2);
        _model = new Gpt(config, seed: 1);
        _model.eval();
        _logits = new GptLogits(_model);
        _generator = new TextGenerator(_logits);
    }

    public long Run() => _generator.Generate([0], new GenerationOptions { MaxTokens = Tokens }).Tokens.Count;

    public void Dispose()
    {
        _logits.Dispose();
        _model.Dispose();
        GC.SuppressFinalize(this);
    }
}
