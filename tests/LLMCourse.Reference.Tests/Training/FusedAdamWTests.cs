using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

public sealed class FusedAdamWTests
{
    private static readonly AdamWOptions Options = new() { Beta1 = 0.9, Beta2 = 0.95, Epsilon = 1e-8, WeightDecay = 0.1 };

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Step_AThousandSteps_EqualsTheFormulaInFloat64(ScalarType type)
    {
        const int Steps = 1000;
        using var scope = NewDisposeScope();
        using var layer = new LayerNormAndMatrix(type);
        using var optimizer = new FusedAdamW(layer, Options);
        var oracles = layer.named_parameters()
            .ToDictionary(pair => pair.Item1, pair => new ScalarAdamW(Values.Of(pair.Item2), pair.Item2.ndim >= 2 ? 0.1 : 0));

        for (int step = 0; step < Steps; step++)
        {
            using var each = NewDisposeScope();
            double rate = 1e-3 * (1 + (step % 7));
            foreach ((string name, var parameter) in layer.named_parameters())
            {
                parameter.grad = Values.Random(step, type, parameter.shape).add(0.3);
                oracles[name].Step(Values.Of(parameter.grad), rate, factor: 0.5);
            }

            optimizer.Step(rate, gradientFactor: 0.5);
        }

        // Each step rounds a value of order 1 to float32 once; over 1000 steps the errors stay below 1000 times half a unit in the
        // last place, 6e-8, and mostly cancel.
        foreach ((string name, var parameter) in layer.named_parameters())
            Values.Close(oracles[name].Values, Values.Of(parameter), type == ScalarType.Float32 ? 5e-6 : 1e-12, name);
    }

    [Fact]
    public void Step_BesidePyTorchsRule_AgreesStepByStep()
    {
        using var scope = NewDisposeScope();
        using var ours = new LayerNormAndMatrix(ScalarType.Float32);
        using var theirs = new LayerNormAndMatrix(ScalarType.Float32);
        using var optimizer = new FusedAdamW(ours, Options with { WeightDecay = 0.1 });
        var matrices = theirs.parameters().Where(p => p.ndim >= 2);
        var vectors = theirs.parameters().Where(p => p.ndim < 2);
        using var decayed = optim.AdamW(matrices, lr: 1e-3, beta1: 0.9, beta2: 0.95, weight_decay: 0.1);
        using var plain = optim.AdamW(vectors, lr: 1e-3, beta1: 0.9, beta2: 0.95, weight_decay: 0);

        for (int step = 0; step < 200; step++)
        {
            using var each = NewDisposeScope();
            foreach ((var a, var b) in ours.parameters().Zip(theirs.parameters()))
            {
                a.grad = Values.Random(step, ScalarType.Float32, a.shape);
                b.grad = a.grad!.clone();
            }

            optimizer.Step(1e-3);
            _ = decayed.step();
            _ = plain.step();
        }

        foreach ((var a, var b) in ours.parameters().Zip(theirs.parameters()))
            Values.Close(Values.Of(b), Values.Of(a), 1e-6, "parameter");
    }

    [Fact]
    public void Step_GradientThatIsNotContiguous_TakesTheOperatorsWithTheSameResult()
    {
        using var scope = NewDisposeScope();
        using var a = new LayerNormAndMatrix(ScalarType.Float32);
        using var b = new LayerNormAndMatrix(ScalarType.Float32);
        using var first = new FusedAdamW(a, Options);
        using var second = new FusedAdamW(b, Options);
        Tensor gradient = Values.Random(3, ScalarType.Float32, 301, 257);
        a.Matrix.grad = gradient.t();
        b.Matrix.grad = gradient.t().contiguous();

        Assert.Equal(first.GradientNorm(), second.GradientNorm(), 1e-4);
        first.Step(1e-2);
        second.Step(1e-2);

        Values.Close(Values.Of(b.Matrix), Values.Of(a.Matrix), 1e-6, "matrix");
    }

    [Fact]
    public void GradientNorm_KnownGradients_IsTheirLength()
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerNormAndMatrix(ScalarType.Float32);
        using var optimizer = new FusedAdamW(layer, Options);
        Assert.Equal(0, optimizer.GradientNorm());

        layer.Matrix.grad = full([257, 301], 2f);
        layer.Vector.grad = full([301], 3f);

        Assert.Equal(Math.Sqrt((257 * 301 * 4.0) + (301 * 9.0)), optimizer.GradientNorm(), 1e-3);
        Assert.Equal(0.5, FusedAdamW.ClipFactor(2 - 1e-6, 1), 1e-12);
        Assert.Equal(1, FusedAdamW.ClipFactor(0.5, 1));
        Assert.Equal(1, FusedAdamW.ClipFactor(50, 0));
    }

    [Fact]
    public void Decaying_Model_AreTheMatrices()
    {
        using var model = new Gpt(GptConfig.Tiny with { Layers = 1, Bias = true });
        using var optimizer = new FusedAdamW(model);

        Assert.Equal(
            ["h.0.attn.c_attn.weight", "h.0.attn.c_proj.weight", "h.0.mlp.c_fc.weight", "h.0.mlp.c_proj.weight", "wpe.weight",
                "wte.weight"],
            optimizer.Decaying.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Step_GraphFromBefore_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var layer = new LayerNormAndMatrix(ScalarType.Float32);
        using var optimizer = new FusedAdamW(layer, Options);
        Tensor product = layer.Matrix.mul(layer.Matrix).sum();
        layer.Matrix.grad = ones_like(layer.Matrix);

        optimizer.Step(1e-3);

        Assert.ThrowsAny<Exception>(() => product.backward());
    }

    [Fact]
    public void Steps_ManyOfThem_LeaveNoTensors()
    {
        using var layer = new LayerNormAndMatrix(ScalarType.Float32);
        using var optimizer = new FusedAdamW(layer, Options);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (int step = 0; step < 5; step++)
        {
            using (var scope = NewDisposeScope())
                layer.Matrix.mul(2).sum().backward();
            _ = optimizer.GradientNorm();
            optimizer.Step(1e-3);
            optimizer.ZeroGradients();
            Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }
    }
}
