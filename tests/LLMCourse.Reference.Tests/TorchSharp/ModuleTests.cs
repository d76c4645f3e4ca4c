using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that registers, names, moves, saves or frees a module's tensors in another way is noticed.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class ModuleTests
{
    private const string FixedTables = "reference/LLMCourse.Reference/FixedTable.cs";

    [Fact]
    public void Buffers_NotPersistent_AreNotListedMovedOrDisposed()
    {
        using var module = new TwoBuffers();
        using Tensor computed = module.get_buffer("computed")!;
        _ = module.to(ScalarType.Float64);

        Pin.That(module.named_buffers().Select(buffer => buffer.name).SequenceEqual(["kept"]),
            "named_buffers() leaves out buffers that are not persistent", FixedTables);
        Pin.That(module.state_dict().Keys.SequenceEqual(["kept"]), "state_dict() leaves out buffers that are not persistent", FixedTables);
        Pin.That(module.get_buffer("kept")!.dtype == ScalarType.Float64, "to(dtype) converts a persistent buffer", FixedTables);
        Pin.That(module.get_buffer("computed")!.dtype == ScalarType.Float32,
            "to(dtype) leaves a buffer that is not persistent", FixedTables);
        module.Dispose();
        Pin.That(!computed.IsInvalid, "a buffer that is not persistent outlives its module", FixedTables);
    }

    [Fact]
    public void Parameters_OfOwnModuleMadeInAScope_EndWithTheScope()
    {
        Parameter own;
        Linear builtIn;
        using (NewDisposeScope())
        {
            own = new Keeper(new Parameter(zeros(1))).Weight;
            builtIn = nn.Linear(1, 1);
        }

        using (builtIn)
        {
            Pin.That(own.IsInvalid, "a parameter of your own module ends with the scope it was made in",
                "reference/LLMCourse.Reference/ModuleOwnership.cs");
            Pin.That(!builtIn.weight!.IsInvalid, "a built-in module's parameters outlive the scope",
                "reference/LLMCourse.Reference/ModuleOwnership.cs");
        }
    }

    [Fact]
    public void Save_ToAStream_ClosesIt()
    {
        using var layer = nn.Linear(1, 1);
        using var stream = new MemoryStream();

        layer.save(stream);

        Pin.That(!stream.CanWrite, "Module.save(Stream) closes the stream");
    }

    [Fact]
    public void Names_OfPropertiesAndLists_AreOddOrMissing()
    {
        using var module = new OddFields();

        Pin.That(module.state_dict().Keys.SequenceEqual(["<Head>k__BackingField.weight"]),
            "a layer in an auto-property is called <Head>k__BackingField, one in a List<Linear> is not registered",
            "solutions/M02.Attention/README.md");
    }

    [Fact]
    public void ModuleList_AloneOrGrownLater_IsNotSeen()
    {
        using var stack = new Stack();
        using var alone = new ModuleList<Linear>(nn.Linear(1, 1));

        stack.Grow();

        Pin.That(stack.state_dict().Keys.SequenceEqual(["layers.0.weight"]),
            "a layer appended after RegisterComponents() is not registered");
        Pin.That(!alone.parameters().Any(), "a ModuleList that no module has registered has no parameters");
    }

    [Fact]
    public void LoadStateDict_SmallerTensor_IsRepeatedWithoutAWord()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 3);

        _ = layer.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = ones(1, 1), ["bias"] = full(1, 2f) });

        Pin.Numbers([2, 2, 2], layer.bias!, "load_state_dict repeats a smaller tensor to fill the parameter (PyTorch: size mismatch)",
            "reference/LLMCourse.Reference/Storage/SafetensorsFile.cs");
    }

    [Fact]
    public void LoadStateDict_SecondTensorThatDoesNotFit_HasChangedTheFirst()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);

        _ = Pin.Throws<ExternalException>(
            () => layer.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = zeros(1, 2), ["bias"] = zeros(3) }),
            "load_state_dict throws where shapes cannot be repeated");
        Pin.Numbers([0, 0], layer.weight!, "and what it copied before stays", "solutions/M04.Training/Checkpoint.cs");
    }
}
