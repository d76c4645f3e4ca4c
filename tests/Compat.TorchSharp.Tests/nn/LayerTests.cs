using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class LayerTests
{
    private static Tensor Random(params long[] shape) => randn(shape, ScalarType.Float64);

    [Fact]
    public void Linear_Seeded_HasPyTorchsInitialValues()
    {
        // manual_seed(0) gives the uniform numbers 0.4963, 0.7682; PyTorch draws the weight first, then the bias.
        manual_seed(0);
        using Linear linear = nn.Linear(1, 1);

        NNAssert.Close([-0.0075], linear.weight, 5e-5); // published with four digits
        NNAssert.Close([0.5364], linear.bias!, 5e-5);
    }

    [Fact]
    public void Linear_DefaultInitialisation_IsWithinOneOverRootOfInputs()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(16, 400);
        double[] all = [.. NNAssert.Values(linear.weight), .. NNAssert.Values(linear.bias!)];

        Assert.All(all, v => Assert.InRange(v, -0.25, 0.25));
        Assert.True(all.Max() > 0.249 && all.Min() < -0.249);
    }

    [Fact]
    public void Linear_HandCase_IsXWTransposedPlusB()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(nn.Parameter(NNAssert.Matrix(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } })), nn.Parameter(tensor(new double[] { 10, 20, 30 })));

        Tensor y = linear.call(NNAssert.Matrix(new double[,] { { 1, -1 } }));

        NNAssert.Close([9, 19, 29], y, 0);
        Assert.Equal((2, 3), (linear.in_features, linear.out_features));
        Assert.Equal(["weight", "bias"], linear.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void Linear_NewWeight_ReplacesTheRegisteredOneAndFreesTheOld()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(2, 2);
        Parameter old = linear.weight, next = nn.Parameter(zeros(2, 2));

        linear.weight = next;
        linear.bias = null;

        Assert.True(old.IsInvalid);
        Assert.Same(next, Assert.Single(linear.parameters()));
    }

    [Fact]
    public void Embedding_Seeded_HasPyTorchsInitialValues()
    {
        manual_seed(0);
        using Embedding embedding = nn.Embedding(2, 2);

        NNAssert.Close([1.5410, -0.2934, -2.1788, 0.5684], embedding.weight, 5e-5);
    }

    [Fact]
    public void Embedding_PaddingIndex_IsZeroAndGetsNoGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using Embedding embedding = nn.Embedding(3, 2, padding_idx: -1, dtype: ScalarType.Float64);

        Tensor rows = embedding.call(tensor(new long[] { 2, 0, 0 }));
        rows.sum().backward();

        NNAssert.Close([0, 0], rows[0], 0);
        NNAssert.Close([2, 2, 0, 0, 0, 0], embedding.weight.grad!, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => nn.Embedding(3, 2, padding_idx: 3));
    }

    [Fact]
    public void Embedding_MaxNorm_ScalesTheRowsThatAreUsed()
    {
        using DisposeScope scope = NewDisposeScope();
        using Embedding embedding = nn.Embedding_from_pretrained(NNAssert.Matrix(new double[,] { { 3, 4 }, { 30, 40 } }), freeze: false, max_norm: 1);

        Tensor row = embedding.call(tensor(new long[] { 0 }));

        NNAssert.Close([0.6, 0.8], row, 1e-6); // libtorch divides by the norm + 1e-7
        NNAssert.Close([30, 40], embedding.weight[1], 0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void LayerNorm_RandomInput_EqualsTheScalarFormula(bool affine, bool bias)
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerNorm norm = nn.LayerNorm(5, eps: 1e-3, elementwise_affine: affine, bias: bias, dtype: ScalarType.Float64);
        foreach (Parameter p in norm.parameters()) nn.init.normal_(p);
        Tensor x = Random(3, 5);
        double[] v = NNAssert.Values(x);
        double[] w = affine ? NNAssert.Values(norm.weight!) : [1, 1, 1, 1, 1];
        double[] b = bias ? NNAssert.Values(norm.bias!) : new double[5];
        var expected = new double[15];
        for (int row = 0; row < 3; row++)
        {
            ReadOnlySpan<double> r = v.AsSpan(row * 5, 5);
            double mean = 0, variance = 0;
            foreach (double e in r) mean += e / 5;
            foreach (double e in r) variance += (e - mean) * (e - mean) / 5; // not corrected for bias
            for (int i = 0; i < 5; i++) expected[row * 5 + i] = (r[i] - mean) / Math.Sqrt(variance + 1e-3) * w[i] + b[i];
        }

        NNAssert.Close(expected, norm.call(x), NNAssert.Float64);
        Assert.Equal((affine ? 1 : 0) + (bias ? 1 : 0), norm.parameters().Count());
    }

    [Fact]
    public void Dropout_Training_ZeroesOrScalesAndEvalDoesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);
        using Dropout dropout = nn.Dropout(0.25);
        Tensor x = ones(10_000);

        double[] dropped = NNAssert.Values(dropout.call(x));

        Assert.All(dropped, v => Assert.True(v == 0 || Math.Abs(v - 4.0 / 3) < 1e-6));
        Assert.InRange(dropped.Count(v => v == 0), 2300, 2700); // 2500 expected, standard deviation 43
        dropout.eval();
        NNAssert.Close(NNAssert.Values(x), dropout.call(x), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => nn.Dropout(1.5));
    }

    [Fact]
    public void Activations_RandomInput_EqualTheScalarFormulas()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Random(64);
        double[] v = NNAssert.Values(x);

        NNAssert.Close([.. v.Select(e => Math.Max(0, e))], nn.ReLU().call(x), 0);
        NNAssert.Close([.. v.Select(e => e / (1 + Math.Exp(-e)))], nn.SiLU().call(x), NNAssert.Float64);
        NNAssert.Close([.. v.Select(Math.Tanh)], nn.Tanh().call(x), NNAssert.Float64);
        NNAssert.Close([.. v.Select(e => 1 / (1 + Math.Exp(-e)))], nn.Sigmoid().call(x), NNAssert.Float64);
        double total = v.Sum(Math.Exp);
        NNAssert.Close([.. v.Select(e => Math.Exp(e) / total)], nn.Softmax(0).call(x), NNAssert.Float64);
        NNAssert.Close([.. v.Select(e => e - Math.Log(total))], nn.functional.log_softmax(x, 0), NNAssert.Float64);
        NNAssert.Close(v, nn.Identity().call(x), 0);
        // Φ(1) = 0.8413447460685429
        NNAssert.Close([0.8413447460685429, -0.15865525393145707], nn.GELU().call(tensor(new double[] { 1, -1 })), NNAssert.Float64);
    }

    [Fact]
    public void ReLU_InPlace_ChangesTheInputThroughANewObject()
    {
        using Tensor x = tensor(new float[] { -1, 2 });

        using (Tensor y = nn.ReLU(inplace: true).call(x)) Assert.NotSame(x, y);

        NNAssert.Close([0, 2], x, 0);
    }

    [Fact]
    public void OneHotAndPad_HandCases_AreAsExpected()
    {
        using DisposeScope scope = NewDisposeScope();

        NNAssert.Close([0, 1, 0, 1, 0, 0], nn.functional.one_hot(tensor(new long[] { 1, 0 }), 3), 0);
        Tensor x = NNAssert.Matrix(new double[,] { { 1, 2 } });
        NNAssert.Close([9, 1, 2], nn.functional.pad(x, (1L, 0L), value: 9), 0);
        NNAssert.Close([1, 2, 0, 0, 0, 0], nn.functional.pad(x, new long[] { 0, 1, 0, 1 }), 0);
        NNAssert.Close([1, 1, 2, 2], nn.functional.pad(x, 1, PaddingModes.Replicate), 0);
    }
}
