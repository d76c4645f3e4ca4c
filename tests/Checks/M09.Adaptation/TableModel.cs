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

/// <summary>A model of two tables whose gradients are of different sizes.</summary>
internal sealed class TwoTables : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _first, _second;

    public TwoTables(Tensor first, Tensor second)
        : base(nameof(TwoTables))
    {
        (_first, _second) = (new Parameter(first), new Parameter(second));
        RegisterComponents();
    }

    public Tensor First => _first;

    public Tensor Second => _second;

    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        return (_first[ids] + (3 * _second[ids])).MoveToOuterDisposeScope();
    }
}

/// <summary>A model whose logits are 0, and grow infinitely fast as its scale does.</summary>
internal sealed class SteepModel : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _table, _scale;

    public SteepModel(Tensor logits)
        : base(nameof(SteepModel))
    {
        (_table, _scale) = (new Parameter(logits), new Parameter(zeros(1)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        return (_table[ids] * _scale.sqrt()).MoveToOuterDisposeScope();
    }
}
