using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class AttentionTests
{
    /// <summary>Float64 on both sides; sums of a few dozen terms.</summary>
    private const double Tolerance = 1e-13;

    [Theory]
    [InlineData(0, 3, 4, 5, 6)]
    [InlineData(1, 4, 4, 2, 2)]
    [InlineData(2, 1, 7, 3, 1)]
    public void ScaledDotProduct_AnyRank_EqualsPlainLoops(int leading, int queries, int keys, int width, int valueWidth)
    {
        using var scope = NewDisposeScope();
        long[] lead = leading switch { 0 => [], 1 => [2], _ => [2, 3] };
        Tensor q = Values.Random(1, ScalarType.Float64, [.. lead, queries, width]);
        Tensor k = Values.Random(2, ScalarType.Float64, [.. lead, keys, width]);
        Tensor v = Values.Random(3, ScalarType.Float64, [.. lead, keys, valueWidth]);
        Tensor mask = Values.Random(4, ScalarType.Float64, queries, keys).gt(-0.4);
        mask[0] = tensor(false);

        double[] expected = Loops(Values.Of(q), Values.Of(k), Values.Of(v), Values.Of(mask), queries, keys, width, valueWidth);

        Tensor context = Attention.ScaledDotProduct(q, k, v, mask);
        Assert.Equal([.. lead, queries, valueWidth], context.shape);
        Values.Close(expected, Values.Of(context), Tolerance);
        Values.Close(expected, Values.Of(Attention.ScaledDotProduct(q, k, v, mask.expand([.. lead, queries, keys]))), Tolerance,
            "mask of full rank");
    }

    [Fact]
    public void ScaledDotProduct_HandComputed_IsExact()
    {
        using var scope = NewDisposeScope();

        // Scores are ln 3 and 0 after the division by √1, so that the weights are 3/4 and 1/4.
        Tensor q = tensor(new[] { Math.Log(3) }).reshape(1, 1), k = tensor(new[] { 1.0, 0.0 }).reshape(2, 1),
            v = tensor(new[] { 8.0, 4.0 }).reshape(2, 1);

        Values.Close([7], Values.Of(Attention.ScaledDotProduct(q, k, v)), Tolerance);
    }

    [Fact]
    public void ScaledDotProduct_RowWithoutKeys_IsZeroAndItsGradientFinite()
    {
        using var scope = NewDisposeScope();
        Tensor q = Values.Random(1, ScalarType.Float32, 1, 2, 3, 4).requires_grad_();
        Tensor k = Values.Random(2, ScalarType.Float32, 1, 2, 5, 4).requires_grad_();
        Tensor v = Values.Random(3, ScalarType.Float32, 1, 2, 5, 4).requires_grad_();
        Tensor mask = ones(3, 5, ScalarType.Bool);
        mask[1] = tensor(false);

        Tensor context = Attention.ScaledDotProduct(q, k, v, mask);
        context.sum().backward();

        Assert.All(Values.Of(context[.., .., 1]), value => Assert.Equal(0, value));
        Assert.All(Values.Of(q.grad![.., .., 1]), value => Assert.Equal(0, value));
        Assert.All(Values.Of(k.grad!).Concat(Values.Of(v.grad!)), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void ScaledDotProduct_BroadcastMaskAndKeys_EqualsExpanded()
    {
        using var scope = NewDisposeScope();
        Tensor q = Values.Random(1, ScalarType.Float64, 2, 3, 4, 5), k = Values.Random(2, ScalarType.Float64, 2, 1, 6, 5),
            v = Values.Random(3, ScalarType.Float64, 1, 1, 6, 5);
        Tensor mask = Values.Random(4, ScalarType.Float64, 2, 1, 1, 6).gt(0);

        Tensor whole = Attention.ScaledDotProduct(q, k.expand(2, 3, 6, 5), v.expand(2, 3, 6, 5), mask.expand(2, 3, 4, 6));

        Values.Close(Values.Of(whole), Values.Of(Attention.ScaledDotProduct(q, k, v, mask)), Tolerance);
        Values.Close(Values.Of(whole[0, 0]), Values.Of(Attention.ScaledDotProduct(q[0, 0], k[0, 0], v[0, 0], mask[0, 0, 0])), Tolerance,
            "mask of one row");
    }

    [Fact]
    public void ScaledDotProduct_LargeScores_StayFinite()
    {
        using var scope = NewDisposeScope();
        Tensor q = Values.Random(1, ScalarType.Float32, 2, 8).mul(1e4), k = Values.Random(2, ScalarType.Float32, 3, 8).mul(1e4),
            v = ones(3, 2);

        Values.Close([1, 1, 1, 1], Values.Of(Attention.ScaledDotProduct(q, k, v)), 1e-6);
    }

    [Fact]
    public void CausalMask_Three_IsTheLowerTriangle()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([true, false, false, true, true, false, true, true, true], Attention.CausalMask(3).data<bool>().ToArray());
        Assert.Equal([0L, 0L], Attention.CausalMask(0).shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Attention.CausalMask(-1));
    }

    [Fact]
    public Task ScaledDotProduct_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        Tensor q = zeros(2, 3, 4), k = zeros(2, 5, 4), v = zeros(2, 5, 6);
        Action[] calls =
        [
            () => Attention.ScaledDotProduct(zeros(4), k, v),
            () => Attention.ScaledDotProduct(zeros(2, 3, 5), k, v),
            () => Attention.ScaledDotProduct(q, k, zeros(2, 4, 6)),
            () => Attention.ScaledDotProduct(q, zeros(3, 5, 4), v),
            () => Attention.ScaledDotProduct(q, k, v.to(ScalarType.Float64)),
            () => Attention.ScaledDotProduct(zeros(2, 3, 0), zeros(2, 5, 0), v),
            () => Attention.ScaledDotProduct(q, k, v, zeros(3, 5)),
            () => Attention.ScaledDotProduct(q, k, v, zeros(5, 3, ScalarType.Bool)),
        ];

        return Verifier.Verify(string.Join('\n', calls.Select(call => Assert.Throws<ArgumentException>(call).Message)));
    }

    private static double[] Loops(double[] q, double[] k, double[] v, double[] mask, int queries, int keys, int width, int valueWidth)
    {
        int matrices = q.Length / (queries * width);
        var context = new double[matrices * queries * valueWidth];
        for (int n = 0; n < matrices; n++)
        {
            for (int i = 0; i < queries; i++)
            {
                var weights = new double[keys];
                for (int j = 0; j < keys; j++)
                {
                    double score = 0;
                    for (int c = 0; c < width; c++)
                        score += q[(((n * queries) + i) * width) + c] * k[(((n * keys) + j) * width) + c];
                    weights[j] = mask[(i * keys) + j] * Math.Exp(score / Math.Sqrt(width));
                }

                double total = weights.Sum();
                for (int j = 0; j < keys && total > 0; j++)
                {
                    for (int c = 0; c < valueWidth; c++)
                        context[(((n * queries) + i) * valueWidth) + c] += weights[j] / total * v[(((n * keys) + j) * valueWidth) + c];
                }
            }
        }

        return context;
    }
}
