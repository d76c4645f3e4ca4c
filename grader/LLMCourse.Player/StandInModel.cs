using LLMCourse.Reference;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>A language model around blocks, where the student's of M02.E7 is not there yet.</summary>
internal sealed class StandInModel : Module<Tensor, Tensor>
{
    [ComponentName(Name = "wte")]
    private readonly Embedding _tokens;

    [ComponentName(Name = "wpe")]
    private readonly Embedding _positions;

    [ComponentName(Name = "h")]
    private readonly ModuleList<StandInBlock> _blocks;

    [ComponentName(Name = "ln_f")]
    private readonly LayerNorm _finalNorm;

    public StandInModel(GptConfig config)
        : base(nameof(StandInModel))
    {
        _tokens = nn.Embedding(config.VocabularySize, config.Width);
        _positions = nn.Embedding(config.ContextLength, config.Width);
        _blocks = new ModuleList<StandInBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new StandInBlock(config))]);
        _finalNorm = new LayerNorm(config.Width, config.NormEpsilon, config.Bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _tokens.call(ids) + _positions.call(arange(ids.shape[1], ScalarType.Int64)); // [B, T, C]
        foreach (StandInBlock block in _blocks) x = block.call(x);
        return functional.linear(_finalNorm.call(x), _tokens.weight!).MoveToOuterDisposeScope(); // [B, T, V]
    }
}
