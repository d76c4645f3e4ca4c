using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class ModuleToTests
{
    [Fact]
    public void To_OtherType_KeepsTheObjectsAndConvertsGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(2, 1);
        linear.register_buffer("steps", tensor(7L));
        linear.register_buffer("mean", tensor(0.5f));
        Parameter weight = linear.weight;
        double[] values = NNAssert.Values(weight);
        linear.call(ones(1, 2)).sum().backward();

        Linear same = linear.to(ScalarType.Float64);

        Assert.Same(linear, same);
        Assert.Same(weight, linear.weight);
        Assert.Equal(ScalarType.Float64, weight.dtype);
        Assert.Equal(ScalarType.Float64, weight.grad!.dtype);
        Assert.Equal(values, NNAssert.Values(weight));
        Assert.True(weight.requires_grad);
        Assert.Equal(ScalarType.Int64, linear.get_buffer("steps")!.dtype);
        Assert.Equal(ScalarType.Float64, linear.get_buffer("mean")!.dtype);
        linear.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        NNAssert.Close([2, 2], weight.grad!, 0);
    }

    [Fact]
    public void To_AfterTheOptimizerWasMade_IsStillOptimized()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(2, 1, hasBias: false);
        using SGD sgd = optim.SGD(linear.parameters(), 1);
        linear.to(ScalarType.Float64);
        double[] before = NNAssert.Values(linear.weight);

        linear.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        sgd.step();

        NNAssert.Close([before[0] - 1, before[1] - 1], linear.weight, NNAssert.Float64);
    }

    [Fact]
    public void To_SameTypeAndDevice_LeavesNothingBehind()
    {
        using Linear linear = nn.Linear(2, 1);
        long before = NNAssert.Settled();

        linear.to(CPU).to(ScalarType.Float32).cpu();

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void To_IntegerType_IsRefused()
    {
        using Linear linear = nn.Linear(2, 1);

        Assert.Throws<ArgumentException>(() => linear.to(ScalarType.Int64));
    }
}
