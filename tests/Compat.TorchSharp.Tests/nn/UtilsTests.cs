using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class UtilsTests
{
    private static Parameter With(params double[] grad)
    {
        Parameter p = nn.Parameter(zeros(grad.Length, ScalarType.Float64));
        using Tensor g = tensor(grad);
        p.grad = g;
        return p;
    }

    [Fact]
    public void ClipGradNorm_AboveTheLimit_ScalesAllAndReturnsTheNormBefore()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter a = With(3, 0), b = With(4), none = nn.Parameter(zeros(1));

        double norm = utils.clip_grad_norm_([a, b, none], 1);

        Assert.Equal(5, norm);
        double scale = 1 / (5 + 1e-6);
        NNAssert.Close([3 * scale, 0], a.grad!, NNAssert.Float64);
        NNAssert.Close([4 * scale], b.grad!, NNAssert.Float64);
        Assert.Null(none.grad);
        foreach (Parameter p in new[] { a, b, none }) p.Dispose();
    }

    [Fact]
    public void ClipGradNorm_BelowTheLimit_ChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter a = With(3, 4);

        Assert.Equal(5, utils.clip_grad_norm_([a], 6));

        NNAssert.Close([3, 4], a.grad!, 0);
    }

    [Fact]
    public void ClipGradNorm_OtherNorms_AreOfAllElements()
    {
        using Parameter a = With(3, -4), b = With(5);

        Assert.Equal(12, utils.clip_grad_norm_([a, b], 100, norm_type: 1));
        Assert.Equal(5, utils.clip_grad_norm_([a, b], 100, norm_type: double.PositiveInfinity));
    }

    [Fact]
    public void ClipGradNorm_NotANumber_ReachesTheGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter a = With(double.NaN, 1);

        Assert.True(double.IsNaN(utils.clip_grad_norm_([a], 1)));

        Assert.All(NNAssert.Values(a.grad!), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void ClipGradValue_Elements_AreClamped()
    {
        using DisposeScope scope = NewDisposeScope();
        using Parameter a = With(3, -4, 0.5);

        utils.clip_grad_value_([a], 1);

        NNAssert.Close([1, -1, 0.5], a.grad!, 0);
    }

    [Fact]
    public void ClipGrad_Calls_LeaveNoTensor()
    {
        using Parameter a = With(3, -4);
        long before = NNAssert.Settled();

        utils.clip_grad_norm_([a], 1);
        utils.clip_grad_value_([a], 1);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void ParametersToVector_AndBack_GivesTheValues()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear from = Linear(3, 2), to = Linear(3, 2);

        Tensor vector = utils.parameters_to_vector(from.parameters());
        utils.vector_to_parameters(vector, to.parameters());

        Assert.Equal([8], vector.shape);
        Assert.Equal(NNAssert.Values(from.weight), NNAssert.Values(to.weight));
        Assert.Equal(NNAssert.Values(from.bias!), NNAssert.Values(to.bias!));
        Assert.Throws<ArgumentException>(() => utils.vector_to_parameters(zeros(7), to.parameters()));
    }
}
