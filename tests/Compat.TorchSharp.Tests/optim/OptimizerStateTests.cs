using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class OptimizerStateTests
{
    private static Parameter Make() => nn.Parameter(tensor(new double[] { 1, -2, 3 }));

    private static void Train(Parameter p, optim.Optimizer optimizer, int steps)
    {
        for (int i = 0; i < steps; i++)
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                p.pow(4).sum().backward();
                optimizer.step();
            }
    }

    public static TheoryData<string> Kinds => ["SGD", "Adam", "AdamW", "RMSProp"];

    private static OptimizerHelper Make(string kind, Parameter p, double rate) => kind switch
    {
        "SGD" => optim.SGD([p], rate, momentum: 0.9, nesterov: true),
        "Adam" => optim.Adam([p], rate, amsgrad: true),
        "AdamW" => optim.AdamW([p], rate, weight_decay: 0.1),
        _ => optim.RMSProp([p], rate, momentum: 0.5, centered: true),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StateDict_LoadedIntoAnother_GoesOnAsIfNothingHadHappened(string kind)
    {
        using Parameter p = Make(), q = Make();
        using OptimizerHelper first = Make(kind, p, 0.01), second = Make(kind, q, 0.5);
        Train(p, first, 5);
        using (no_grad()) q.copy_(p);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) first.save_state_dict(writer);

        second.load_state_dict(first.state_dict());
        Train(p, first, 5);
        Train(q, second, 5);

        Assert.Equal(NNAssert.Values(p), NNAssert.Values(q));
        Assert.Equal(0.01, second.ParamGroups.Single().LearningRate);
        Assert.True(first.state_dict().State[0].ApproximatelyEquals(second.state_dict().State[0]));

        using Parameter r = Make();
        using OptimizerHelper third = Make(kind, r, 0.5);
        stream.Position = 0;
        using (var reader = new BinaryReader(stream)) third.load_state_dict(reader);
        Assert.False(first.state_dict().State[0].ApproximatelyEquals(third.state_dict().State[0])); // five steps apart
        Assert.Equal(0.01, third.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void LoadStateDict_OtherKindOrSize_IsRefused()
    {
        using Parameter p = Make(), q = Make();
        using OptimizerHelper adam = Make("Adam", p, 0.1), sgd = Make("SGD", q, 0.1), two = optim.Adam([nn.Parameter(ones(1)), nn.Parameter(ones(1))]);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) adam.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        Assert.Equal("Mismatched optimizer type: expected 'SGD', but found 'Adam' in the loaded stream.", Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(reader)).Message);
        Assert.StartsWith("Invalid optimizer state: it has 1 parameter groups and 1 parameters, this optimizer 1 and 2.",
            Assert.Throws<ArgumentException>(() => two.load_state_dict(adam.state_dict())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParamGroups_OwnSettings_OverrideTheOptimizers()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter decayed = nn.Parameter(ones(1, ScalarType.Float64)), plain = nn.Parameter(ones(1, ScalarType.Float64));
        using AdamW adam = optim.AdamW(
            [new AdamW.ParamGroup([decayed], lr: 0.1, weight_decay: 0.5), new AdamW.ParamGroup { Parameters = [plain] }], lr: 0.2);
        decayed.grad = zeros(1, ScalarType.Float64);
        plain.grad = zeros(1, ScalarType.Float64);

        adam.step();

        NNAssert.Close([0.95], decayed, NNAssert.Float64);
        NNAssert.Close([1], plain, 0);
        Assert.Equal([0.1, 0.2], adam.ParamGroups.Select(g => g.LearningRate));
        Assert.Equal([[0], [1]], adam.state_dict().StateIndexRef);
        Assert.Equal(2, adam.parameters().Count());
    }

    [Fact]
    public void AddParamGroup_ParameterTwice_IsRefused()
    {
        using Parameter p = Make();
        using SGD sgd = optim.SGD([p], 0.1);

        Assert.Throws<ArgumentException>(() => sgd.add_param_group(new SGD.ParamGroup([p])));
    }

    [Fact]
    public void Constructor_BadSettings_AreRefused()
    {
        using Parameter p = Make();

        Assert.Throws<ArgumentOutOfRangeException>(() => optim.SGD([p], -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([p], 1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => optim.Adam([p], beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => optim.AdamW([p], eps: -1));
    }

    [Fact]
    public void ZeroGrad_OfTheOptimizer_FillsWithZeros()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter p = Make(), none = Make();
        using SGD sgd = optim.SGD([p, none], 0.1);
        p.sum().backward();

        sgd.zero_grad();

        NNAssert.Close([0, 0, 0], p.grad!, 0);
        Assert.Null(none.grad);
    }
}
