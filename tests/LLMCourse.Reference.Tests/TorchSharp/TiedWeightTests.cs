using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that lists a shared parameter once is noticed. The reference ties
/// without sharing a parameter at all.</summary>
public sealed class TiedWeightTests
{
    private const string Gpt = "reference/LLMCourse.Reference/Gpt.cs";
    private const string Checkpoint = "solutions/M04.Training/Checkpoint.cs";

    [Fact]
    public void Parameters_WeightSharedByBuiltInModules_ListsItTwice()
    {
        using var model = new TiedByBuiltInModules();
        Parameter[] parameters = [.. model.parameters()];

        Pin.That(parameters.Length == 2, "a weight that an embedding and a linear layer share is listed twice by parameters()", Gpt);
        Pin.That(model.state_dict().Keys.SequenceEqual(["embedding.weight", "head.weight"]),
            "state_dict() has the shared weight under both names", Checkpoint);
    }

    [Fact]
    public void Weight_OfABuiltInModule_IsANewObjectAtEveryRead()
    {
        using var model = new TiedByBuiltInModules();
        Tensor[] state = [.. model.state_dict().Values];

        Pin.That(!ReferenceEquals(model.Weight, model.Weight), "weight is a new wrapper object at every read", Checkpoint);
        Pin.That(model.Weight.Handle != model.Weight.Handle, "wrappers of one weight have different handles", Checkpoint);
        Pin.That(!ReferenceEquals(state[0], state[1]), "a shared weight is two objects in state_dict()", Checkpoint);
        Pin.That(state[0].bytes == state[1].bytes,
            "a shared weight has one storage: the spans of its wrappers are the same memory", Checkpoint);
    }

    [Fact]
    public void Sgd_WeightSharedByBuiltInModules_MovesItTwice()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedByBuiltInModules();
        using var optimizer = optim.SGD(model.parameters(), learningRate: 0.1);

        model.Weight.sum().backward();
        _ = optimizer.step();

        Pin.Numbers([0.8, 0.8], model.Weight, "SGD moves a shared weight by 2·lr·g: from 1 to 0.8 with lr 0.1 and g 1", Gpt);
    }

    [Fact]
    public void AdamW_WeightSharedByBuiltInModules_DecaysItTwice()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedByBuiltInModules();
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.1, weight_decay: 0.5);

        (model.Weight.sum() * 0).backward();
        _ = optimizer.step();

        Pin.Numbers([0.9025, 0.9025], model.Weight, "AdamW decays a shared weight twice: 0.95² with lr 0.1 and decay 0.5", Gpt);
    }

    [Fact]
    public void ClipGradNorm_WeightSharedByBuiltInModules_CountsItTwice()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedByBuiltInModules();

        model.Weight.sum().backward();
        double norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm: 100);

        Pin.That(Math.Abs(norm - 2) < 1e-6,
            $"clip_grad_norm_ counts a shared gradient of (1, 1) twice, which gives 2 (here {norm}) and not √2", Gpt);
    }

    [Fact]
    public void Parameters_OneParameterObjectInTwoModules_ListsItOnce()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedByOneObject(new Parameter(ones(1)));
        Tensor[] state = [.. model.state_dict().Values];

        Pin.That(model.parameters().Count() == 1, "one Parameter object in two modules of your own is listed once by parameters()");
        Pin.That(model.state_dict().Count == 2 && ReferenceEquals(state[0], state[1]),
            "and twice, as one object, by state_dict()", Checkpoint);
    }
}
