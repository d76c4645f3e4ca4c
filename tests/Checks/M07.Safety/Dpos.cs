using TorchSharp.Modules;

namespace LLMCourse.Checks.M07;

/// <summary>A model whose logits depend on the last token alone; in training mode it prefers
/// token 0 besides, so that its mode shows.</summary>
internal sealed class Bigrams : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _table;

    public Bigrams(Tensor logits)
        : base(nameof(Bigrams))
    {
        _table = new Parameter(logits);
        RegisterComponents();
    }

    public Tensor Table => _table;

    public int Calls { get; private set; }

    public override Tensor forward(Tensor ids)
    {
        Calls++;
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = _table[ids];
        if (training) logits = logits + eye(1, _table.shape[1], dtype: logits.dtype);
        return logits.MoveToOuterDisposeScope();
    }
}

/// <summary>A model whose logits are 0, and grow infinitely fast as its scale does.</summary>
internal sealed class Steep : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _table, _scale;

    public Steep(Tensor logits)
        : base(nameof(Steep))
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

/// <summary>What the checks of preference learning share.</summary>
internal static class Dpos
{
    public static Tensor Mask(params string[] rows)
    {
        bool[,] mask = new bool[rows.Length, rows[0].Length];
        for (int i = 0; i < rows.Length; i++)
            for (int t = 0; t < rows[i].Length; t++) mask[i, t] = rows[i][t] == 'x';
        return tensor(mask);
    }

    public static PreferencePair Pair(string text)
    {
        int[][] parts = [.. text.Split('|').Select(part => part.Select(c => c - '0').ToArray())];
        return new PreferencePair(parts[0], parts[1], parts[2]);
    }

    public static string Text(Tensor t) =>
        string.Join(' ', Enumerable.Range(0, (int)t.shape[0])
            .Select(i => string.Concat(Enumerable.Range(0, (int)t.shape[1]).Select(j => t[i, j].to(ScalarType.Int64).item<long>()))));

    public static void Observe(Probe probe, string name, DpoStep step)
    {
        probe.Observe($"{name}: loss", step.Loss);
        probe.Observe($"{name}: reward of the chosen", step.ChosenReward);
        probe.Observe($"{name}: reward of the rejected", step.RejectedReward);
        probe.Observe($"{name}: accuracy", step.Accuracy);
    }
}
