using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class AttentionTests
{
    private const int Queries = 3, Keys = 4, Width = 2;

    private static double[] Oracle(double[] q, double[] k, double[] v, Func<int, int, double> mask)
    {
        var result = new double[Queries * Width];
        for (int i = 0; i < Queries; i++)
        {
            var scores = new double[Keys];
            for (int j = 0; j < Keys; j++)
            {
                for (int d = 0; d < Width; d++) scores[j] += q[i * Width + d] * k[j * Width + d];
                scores[j] = scores[j] / Math.Sqrt(Width) + mask(i, j);
            }
            double total = scores.Sum(Math.Exp);
            for (int j = 0; j < Keys; j++)
                for (int d = 0; d < Width; d++)
                    result[i * Width + d] += Math.Exp(scores[j]) / total * v[j * Width + d];
        }
        return result;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("causal")]
    [InlineData("bool")]
    [InlineData("added")]
    public void ScaledDotProductAttention_Masks_EqualTheScalarFormula(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = randn(1, 1, Queries, Width, ScalarType.Float64), k = randn(1, 1, Keys, Width, ScalarType.Float64), v = randn(1, 1, Keys, Width, ScalarType.Float64);
        Tensor seen = ones(Queries, Keys, ScalarType.Bool), bias = randn(Queries, Keys, ScalarType.Float64);
        seen[1, 2] = tensor(false);
        double[] b = NNAssert.Values(bias);
        Func<int, int, double> mask = kind switch
        {
            "causal" => (i, j) => j <= i ? 0 : double.NegativeInfinity,
            "bool" => (i, j) => (i, j) == (1, 2) ? double.NegativeInfinity : 0,
            "added" => (i, j) => b[i * Keys + j],
            _ => (_, _) => 0,
        };

        Tensor actual = functional.scaled_dot_product_attention(
            q, k, v, kind == "bool" ? seen : kind == "added" ? bias : null, is_casual: kind == "causal");

        Assert.Equal([1, 1, Queries, Width], actual.shape);
        NNAssert.Close(Oracle(NNAssert.Values(q), NNAssert.Values(k), NNAssert.Values(v), mask), actual, NNAssert.Float64);
    }

    [Fact]
    public void ScaledDotProductAttention_Dropout_ScalesOrRemovesWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        Tensor one = ones(1000, 1, 1);

        double[] values = NNAssert.Values(functional.scaled_dot_product_attention(one, one, one, p: 0.5));

        Assert.All(values, v => Assert.True(v is 0 or 2));
        Assert.Contains(0.0, values);
        Assert.Contains(2.0, values);
    }

    [Fact]
    public void ScaledDotProductAttention_MaskAndCausal_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1, 2, 2);

        Assert.Throws<ArgumentException>(() => functional.scaled_dot_product_attention(x, x, x, ones(2, 2), is_casual: true));
    }

    [Fact]
    public void ScaledDotProductAttention_WithGradients_LeavesOnlyItsResult()
    {
        using Tensor x = randn(1, 2, 2).requires_grad_();
        long before = NNAssert.Settled();

        using (Tensor y = functional.scaled_dot_product_attention(x, x, x, is_casual: true))
        {
            Assert.Equal(before + 1, Tensor.TotalCount);
            using Tensor sum = y.sum();
            sum.backward();
        }

        Assert.Equal(before, Tensor.TotalCount);
        using Tensor? grad = x.grad;
        Assert.NotNull(grad);
    }
}
