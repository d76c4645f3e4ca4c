using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Tools.Ladder;

/// <summary>The logits of the next token are a row of a table.</summary>
internal sealed class BigramModel : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _table;

    /// <summary>Makes the table of zeros: every token is as likely as every other.</summary>
    public BigramModel(int vocabulary)
        : base(nameof(BigramModel))
    {
        _table = nn.Embedding(vocabulary, vocabulary);
        RegisterComponents();
        using var noGrad = no_grad();
        _ = _table.weight!.zero_();
    }

    public override Tensor forward(Tensor ids) => _table.call(ids);
}
