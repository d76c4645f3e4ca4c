using LLMCourse.Reference.Tests.Oracle;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class NormAndActivationTests
{
    [Fact]
    public void Norms_ConstantAndZeroRows_AreFinite()
    {
        using var scope = NewDisposeScope();
        using var layerNorm = new LayerNorm(4);
        using var rmsNorm = new RmsNorm(4);

        Assert.Equal([0, 0, 0, 0], Values.Of(layerNorm.forward(full(4, 3.0))));
        Assert.Equal([0, 0, 0, 0], Values.Of(rmsNorm.forward(zeros(4))));
    }

    [Fact]
    public void RmsNorm_ScaledInput_GivesTheSame()
    {
        using var scope = NewDisposeScope();
        using RmsNorm norm = new RmsNorm(32, eps: 1e-12).to(ScalarType.Float64);
        Tensor x = Values.Random(1, ScalarType.Float64, 3, 32);

        // ε = 1e-12 against a mean square of about 1/3.
        Values.Close(Values.Of(norm.forward(x)), Values.Of(norm.forward(x.mul(7))), 1e-11);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void RmsNorm_HalfInputThatOverflowsWhenSquared_IsRight(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using RmsNorm norm = new RmsNorm(2).to(type);

        // 3000² exceeds half's 65504. The root mean square of 3000 and 4000 is 3535.5; the results carry 8 or 11 bits.
        Tensor y = norm.forward(tensor(new[] { 3000f, 4000f }).to(type));

        Assert.Equal(type, y.dtype);
        Values.Close([0.848528, 1.131371], Values.Of(y), 4e-3);
    }

    [Fact]
    public void LayerNorm_WrongWidth_SaysWhichIsRight()
    {
        using var scope = NewDisposeScope();
        using var layerNorm = new LayerNorm(4);
        using var rmsNorm = new RmsNorm(4);

        Assert.Contains("must be 4", Assert.Throws<ArgumentException>(() => layerNorm.forward(zeros(2, 5))).Message,
            StringComparison.Ordinal);
        Assert.Contains("must be 4", Assert.Throws<ArgumentException>(() => rmsNorm.forward(zeros(2, 5))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Activations_TableOfPoints_EqualTheirDefinitions()
    {
        using var scope = NewDisposeScope();
        double[] points = [-10, -3, -1, -0.5, 0, 0.5, 1, 3, 10];
        Tensor x = tensor(points);

        Values.Close([.. points.Select(p => p * NormalDistribution.Cumulative(p))], Values.Of(Activations.Apply(x, Activation.Gelu)),
            1e-14, "gelu");
        Values.Close([.. points.Select(p => p / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (p + (0.044715 * p * p * p)))))],
            Values.Of(Activations.Apply(x, Activation.GeluTanh)), 1e-14, "gelu tanh");
        Values.Close([.. points.Select(p => Math.Max(0, p))], Values.Of(Activations.Apply(x, Activation.Relu)), 0, "relu");
        Assert.Contains("SwiGlu layer", Assert.Throws<ArgumentException>(() => Activations.Apply(x, Activation.SwiGlu)).Message,
            StringComparison.Ordinal);
        Assert.Contains("SwiGlu layer", Assert.Throws<ArgumentException>(() => new FeedForward(4, 8, Activation.SwiGlu)).Message,
            StringComparison.Ordinal);
    }
}
