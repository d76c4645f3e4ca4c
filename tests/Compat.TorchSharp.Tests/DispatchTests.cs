using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Calls without gradients pass autograd by; what autograd knows about their results must not suffer from that.</summary>
public sealed class DispatchTests
{
    [Fact]
    public void Result_OfACallWithoutGradients_BecomesALeafOfAGraph()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sum = tensor(new[] { 1.0, 2 }).add(1);
        Assert.False(sum.requires_grad);
        Assert.True(sum.is_leaf);

        sum.requires_grad_().square().sum().backward();

        Assert.Equal([4, 6], sum.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Result_ChangedAfterAGraphKeptIt_IsRefusedByTheBackwardPass()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = ones(3, requires_grad: true), factor = ones(3).add(1);
        Tensor loss = weight.mul(factor).sum();
        _ = factor.add_(1);

        var error = Assert.ThrowsAny<Exception>(() => loss.backward());

        Assert.Contains("modified by an inplace operation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void View_OfAResult_FollowsWhatIsDoneToItLater()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = tensor(new[] { 2.0, 3, 4 }, requires_grad: true), result = ones(3, dtype: float64).add(1);
        Tensor view = result.narrow(0, 1, 2);
        _ = result.mul_(weight);
        Assert.True(view.requires_grad);

        view.sum().backward();

        Assert.Equal([0, 2, 2], weight.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Lists_WithOneTensorThatNeedsGradients_AreRecorded()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor fixedOne = ones(2, dtype: float64), weight = ones(2, dtype: float64, requires_grad: true);

        (cat([fixedOne, weight]) * tensor(new[] { 1.0, 2, 3, 4 })).sum().backward();

        Assert.False(cat([fixedOne, fixedOne]).requires_grad);
        Assert.Equal([3, 4], weight.grad!.data<double>().ToArray());
    }

    [Fact]
    public void NoGrad_WithATensorThatNeedsGradients_RecordsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = ones(2, requires_grad: true);
        using (no_grad()) Assert.False(weight.mul(2).requires_grad);
        Assert.True(weight.mul(2).requires_grad);
    }
}
