using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>An embedding and a head of its weight, tied as in PyTorch: <c>head.weight = embedding.weight</c>.</summary>
internal sealed class TiedByBuiltInModules : Module<Tensor, Tensor>
{
    [ComponentName(Name = "embedding")]
    private readonly Embedding _embedding;

    [ComponentName(Name = "head")]
    private readonly Linear _head;

    public TiedByBuiltInModules()
        : base(nameof(TiedByBuiltInModules))
    {
        _embedding = Embedding(2, 1);
        _head = Linear(1, 2, hasBias: false);
        _head.weight = _embedding.weight!;
        using (no_grad())
            _ = _embedding.weight!.fill_(1);
        RegisterComponents();
    }

    /// <summary>Gets the shared weight, in a new wrapper at every call.</summary>
    public Parameter Weight => _embedding.weight!;

    public override Tensor forward(Tensor input) => _head.call(_embedding.call(input));
}

/// <summary>A module that keeps a parameter that it was given.</summary>
internal sealed class Keeper : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    public Keeper(Parameter weight)
        : base(nameof(Keeper))
    {
        _weight = weight;
        RegisterComponents();
    }

    public Parameter Weight => _weight;

    public override Tensor forward(Tensor input) => input * _weight;
}

/// <summary>Two modules that keep the same parameter object.</summary>
internal sealed class TiedByOneObject : Module<Tensor, Tensor>
{
    [ComponentName(Name = "first")]
    private readonly Keeper _first;

    [ComponentName(Name = "second")]
    private readonly Keeper _second;

    public TiedByOneObject(Parameter weight)
        : base(nameof(TiedByOneObject))
    {
        _first = new Keeper(weight);
        _second = new Keeper(weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _second.call(_first.call(input));
}

/// <summary>A buffer that files keep and one that they do not.</summary>
internal sealed class TwoBuffers : Module<Tensor, Tensor>
{
    public TwoBuffers()
        : base(nameof(TwoBuffers))
    {
        register_buffer("kept", zeros(1));
        register_buffer("computed", zeros(1), persistent: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input;
}

/// <summary>A module list that grows after the module has registered its components.</summary>
internal sealed class Stack : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<Linear> _layers = new(Linear(1, 1, hasBias: false));

    public Stack()
        : base(nameof(Stack)) => RegisterComponents();

    public void Grow() => _layers.append(Linear(1, 1, hasBias: false));

    public override Tensor forward(Tensor input) => input;
}

/// <summary>A layer in a property, and one in a list that TorchSharp does not know.</summary>
internal sealed class OddFields : Module<Tensor, Tensor>
{
    private readonly List<Linear> _others = [Linear(1, 1, hasBias: false)];

    public OddFields()
        : base(nameof(OddFields)) => RegisterComponents();

    public Linear Head { get; } = Linear(1, 1, hasBias: false);

    public override Tensor forward(Tensor input) => _others[0].call(Head.call(input));
}
