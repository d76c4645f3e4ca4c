using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class ModuleRegistrationTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear proj;
        private readonly Dropout drop = nn.Dropout(0.5);

        internal Block(long width) : base(nameof(Block))
        {
            proj = nn.Linear(width, width, hasBias: false);
            RegisterComponents();
        }

        internal bool DropIsTraining => drop.training;

        public override Tensor forward(Tensor input) => proj.call(input);
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale = nn.Parameter(ones(3));
        private readonly ModuleList<Block> blocks = nn.ModuleList(new Block(3), new Block(3));
        private readonly Linear head = nn.Linear(3, 2);
        private readonly Tensor seen = zeros(1);

        internal Net() : base(nameof(Net))
        {
            register_buffer("mask", ones(3, 3), persistent: false);
            RegisterComponents();
        }

        internal IEnumerable<Block> Blocks => blocks;

        internal void Again() => register_module("head", head);

        internal bool OwnsSeen => ReferenceEquals(seen, get_buffer("seen"));

        public override Tensor forward(Tensor input) => head.call(input * scale);
    }

    [Fact]
    public void NamedParameters_FieldsOfAModel_AreOwnThenChildrenInOrder()
    {
        using var net = new Net();

        Assert.Equal(["scale", "blocks.0.proj.weight", "blocks.1.proj.weight", "head.weight", "head.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["scale"], net.named_parameters(recurse: false).Select(p => p.name));
        Assert.Equal(3 + 9 + 9 + 6 + 2, net.parameters().Sum(p => p.numel()));
        Assert.All(net.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void NamedBuffers_NonPersistent_IsThereButNotInTheStateDict()
    {
        using var net = new Net();

        Assert.Equal(["mask", "seen"], net.named_buffers().Select(b => b.name).Order());
        Assert.Equal(["seen"], net.named_buffers(include_nonpersistent: false).Select(b => b.name));
        Assert.DoesNotContain("mask", net.state_dict().Keys);
        Assert.Contains("seen", net.state_dict().Keys);
        Assert.True(net.OwnsSeen);
    }

    [Fact]
    public void NamedModules_NestedModules_AreChildrenThenTheirs()
    {
        using var net = new Net();

        Assert.Equal(["blocks", "head"], net.named_children().Select(m => m.name));
        Assert.Equal(
            ["blocks", "head", "blocks.0", "blocks.1", "blocks.0.proj", "blocks.0.drop", "blocks.1.proj", "blocks.1.drop"],
            net.named_modules().Select(m => m.name));
    }

    [Fact]
    public void GetParameter_QualifiedName_FindsItOrNull()
    {
        using var net = new Net();

        Assert.Same(net.parameters().ElementAt(2), net.get_parameter("blocks.1.proj.weight"));
        Assert.Null(net.get_parameter("blocks.2.proj.weight"));
        Assert.True(net.has_parameter("head.bias"));
        Assert.False(net.has_parameter("head"));
        Assert.True(net.has_buffer("mask"));
    }

    [Fact]
    public void RegisterModule_BadOrTakenName_IsRefused()
    {
        using var net = new Net();
        using Linear other = nn.Linear(1, 1);

        Assert.Contains("can't contain", Assert.Throws<ArgumentException>(() => net.register_module("a.b", other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.register_module("", other));
        Assert.Equal("Sub-module head is already registered in Net.", Assert.Throws<InvalidOperationException>(net.Again).Message);
        using Parameter p = nn.Parameter(ones(1));
        Assert.Equal("Parameter scale is already registered in Net.", Assert.Throws<InvalidOperationException>(() => net.register_parameter("scale", p)).Message);
    }

    [Fact]
    public void Parameters_SharedByTwoModules_AreGivenOnceButSavedUnderBothNames()
    {
        Embedding embedding = nn.Embedding(5, 3);
        Linear head = nn.Linear(3, 5, hasBias: false);
        using var dict = nn.ModuleDict(("wte", (nn.Module)embedding), ("head", head));
        head.weight = embedding.weight;

        Assert.Equal(["wte.weight"], dict.named_parameters().Select(p => p.name));
        Assert.Equal(["wte.weight", "head.weight"], dict.state_dict().Keys);
    }

    [Fact]
    public void Train_AndEval_ReachEveryDescendant()
    {
        using var net = new Net();
        Assert.True(net.training);

        net.eval();

        Assert.All(net.modules(), m => Assert.False(m.training));
        Assert.All(net.Blocks, b => Assert.False(b.DropIsTraining));
        net.train();
        Assert.All(net.modules(), m => Assert.True(m.training));
    }

    [Fact]
    public void Apply_Tree_VisitsChildrenBeforeTheModule()
    {
        using var net = new Net();
        List<string> seen = [];

        net.apply(m => seen.Add(m.GetName()));

        Assert.Equal(["Linear", "Dropout", "Block", "Linear", "Dropout", "Block", "ModuleList", "Linear", "Net"], seen);
    }

    [Fact]
    public void Call_WithHooks_RunsThemAroundForwardUntilRemoved()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(nn.Parameter(NNAssert.Matrix(new double[,] { { 2 } })));
        Tensor one = NNAssert.Matrix(new double[,] { { 1 } });
        var before = linear.register_forward_pre_hook((_, x) => x + 10);
        var after = linear.register_forward_hook((_, _, y) => y * 3);

        NNAssert.Close([66], linear.call(one), 0);
        NNAssert.Close([2], linear.forward(one), 0);
        before.remove();
        NNAssert.Close([6], linear.call(one), 0);
        after.remove();
        NNAssert.Close([2], linear.call(one), 0);
    }

    [Fact]
    public void ZeroGrad_SetToNone_TakesGradientsAwayOtherwiseFillsThem()
    {
        using DisposeScope scope = NewDisposeScope();
        using var net = new Net();
        net.call(ones(1, 3)).sum().backward();

        net.zero_grad(set_to_none: false);
        NNAssert.Close([0, 0], net.get_parameter("head.bias")!.grad!, 0);
        net.zero_grad();
        Assert.Null(net.get_parameter("head.bias")!.grad);
    }

    [Fact]
    public void Dispose_WholeModel_FreesEveryTensorOnceEvenThoseMadeInAScope()
    {
        long before = NNAssert.Settled();
        Net net;
        using (NewDisposeScope()) net = new Net();
        Assert.Equal(before + 7, Tensor.TotalCount);
        Assert.Equal(2, net.state_dict()["head.bias"].numel());

        net.Dispose();
        net.Dispose();

        Assert.Equal(before, Tensor.TotalCount);
    }
}
