using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

/// <summary>A model whose logits depend on the last token alone; in training mode it prefers
/// token 0 besides, so that its mode shows.</summary>
internal sealed class TableModel : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _table;

    public TableModel(Tensor logits)
        : base(nameof(TableModel))
    {
        _table = new Parameter(logits);
        RegisterComponents();
    }

    public Tensor Table => _table;

    public int Calls { get; private set; }

    public bool SawGradients { get; private set; }

    public override Tensor forward(Tensor ids)
    {
        Calls++;
        SawGradients |= is_grad_enabled();
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = _table[ids];
        if (training) logits = logits + (3 * eye(1, _table.shape[1], dtype: logits.dtype));
        return logits.MoveToOuterDisposeScope();
    }
}
