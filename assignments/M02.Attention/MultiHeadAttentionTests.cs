using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E4")]
public sealed class MultiHeadAttentionTests
{
    [Fact(DisplayName = "M02.E4 Worked by hand: with all scores 0, each position gets the mean of what came before")]
    public void Forward_WithZeroQueries_AveragesThePast()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(modelWidth: 2, heads: 2);
        attention.LoadWeights(zeros(2, 2), zeros(2, 2), eye(2), eye(2));
        Tensor x = tensor(new float[] { 6, 0, 0, 3, 3, 9 }).reshape(1, 3, 2);

        AssertClose("forward", [6, 0, 3, 1.5, 3, 4], [1, 3, 2], attention.call(x), Exact, "position t averages positions 0 to t.");
        AssertClose("AttentionWeights", [1, 0, 0, 0.5, 0.5, 0, 1 / 3d, 1 / 3d, 1 / 3d, 1, 0, 0, 0.5, 0.5, 0, 1 / 3d, 1 / 3d, 1 / 3d], [1, 2, 3, 3], attention.AttentionWeights(x), Exact, "equal scores share the weight among the visible keys.");
    }

    [Theory(DisplayName = "M02.E4 Multi-head, grouped-query and multi-query attention equal plain loops in float64")]
    [InlineData(8, 1, 1)]
    [InlineData(8, 4, 4)]
    [InlineData(12, 6, 2)]
    [InlineData(12, 4, 1)]
    public void Forward_EqualsPlainLoops(int width, int heads, int kvHeads)
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(width, heads, kvHeads);
        Tensor[] weights = Weights(41, width, width / heads * kvHeads);
        attention.LoadWeights(weights[0], weights[1], weights[2], weights[3]);
        Tensor x = Normal(42, 2, 5, width);

        double[] expected = InPlainLoops(Values(x), [.. weights.Select(Values)], (2, 5, width, heads, kvHeads));
        AssertClose("forward", expected, x.shape, attention.call(x), Layer, "head h owns columns h·D to (h+1)·D − 1; reshape to [B, T, H, D], then swap T and H. Query head h reads key head h / (H/G).");
    }

    [Fact(DisplayName = "M02.E4 The future does not leak: changing position 3 leaves positions 0 to 2 as they were, bit by bit")]
    public void Forward_WithAnotherFuture_IsUnchangedBefore()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(8, 2);
        Tensor x = Normal(43, 1, 5, 8), changed = x.clone();
        changed.narrow(1, 3, 1).add_(1);

        double[] before = Values(attention.call(x)), after = Values(attention.call(changed));
        Assert.True(before.AsSpan(0, 24).SequenceEqual(after.AsSpan(0, 24)), "Positions 0 to 2 changed.\nHint: query q may see key k only if k ≤ q; check the mask's direction, and that it is applied before softmax.");
        Assert.False(before.AsSpan(24, 8).SequenceEqual(after.AsSpan(24, 8)), "Position 3 does not see itself.\nHint: the diagonal belongs to the causal mask.");
    }

    [Fact(DisplayName = "M02.E4 Grouped-query attention is multi-head attention with repeated key and value heads")]
    public void Forward_Grouped_EqualsMultiHeadWithTiledHeads()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention grouped = new(12, 6, kvHeads: 2), full = new(12, 6);
        Tensor[] w = Weights(44, 12, 4);
        grouped.LoadWeights(w[0], w[1], w[2], w[3]);
        full.LoadWeights(w[0], Tile(w[1]), Tile(w[2]), w[3]);
        Tensor x = Normal(45, 2, 4, 12);

        AssertClose("forward with 2 key heads", full.call(x), grouped.call(x), Layer, "query heads 0 to 2 share key head 0, heads 3 to 5 share key head 1: repeat each head, not the whole list.");

        static Tensor Tile(Tensor weight) => weight.reshape(2, 2, 12).repeat_interleave(3, dim: 0).reshape(12, 12);
    }

    [Fact(DisplayName = "M02.E4 Heads are independent: without head 1's columns of the output projection, head 1 does not matter")]
    public void Forward_WithOneHeadSilenced_IgnoresItsQueries()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(8, 2);
        Tensor[] w = Weights(46, 8, 8);
        w[3].narrow(1, 4, 4).zero_();
        Tensor otherQueries = w[0].clone();
        otherQueries.narrow(0, 4, 4).mul_(-3);
        Tensor x = Normal(47, 1, 4, 8);

        attention.LoadWeights(w[0], w[1], w[2], w[3]);
        Tensor expected = attention.call(x);
        attention.LoadWeights(otherQueries, w[1], w[2], w[3]);

        AssertClose("forward", expected, attention.call(x), Exact, "a head's output may reach only its own D columns of the merged heads: [B, H, T, D] → [B, T, H, D] → [B, T, C].");
    }

    [Fact(DisplayName = "M02.E4 Attention weights are probabilities: rows sum to 1, and nothing lies above the diagonal")]
    public void AttentionWeights_AreCausalProbabilities()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(8, 4, kvHeads: 2);

        Tensor weights = attention.AttentionWeights(Normal(48, 3, 6, 8));

        Assert.Equal([3, 4, 6, 6], weights.shape);
        AssertClose("The row sums", ones(3, 4, 6), weights.sum(-1), Layer, "softmax runs over the keys, the last axis.");
        Assert.True(weights.triu(1).eq(0).all().item<bool>(), "A query gives weight to a key after it.\nHint: apply the causal mask before softmax.");
    }

    [Fact(DisplayName = "M02.E4 The weights number C² + 2·G·D·C + C², none of them a bias, and each gets a gradient")]
    public void Parameters_AreFourProjections()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(12, 6, kvHeads: 2);
        attention.call(Normal(49, 2, 4, 12)).square().sum().backward();

        Assert.Equal(144 + (2 * 4 * 12) + 144, attention.parameters().Sum(p => p.numel()));
        Assert.All(attention.named_parameters(), p => Assert.True(p.parameter.grad?.abs().sum().item<float>() > 0, $"{p.name} gets no gradient.\nHint: register each projection, and use all of them."));
    }

    [Fact(DisplayName = "M02.E4 The state dictionary has one of the two documented layouts, split or fused")]
    public void StateDictionary_IsSplitOrFused()
    {
        using MultiHeadAttention attention = new(12, 6, kvHeads: 2);
        string[] allowed =
        [
            "k_proj.weight [4, 12]\no_proj.weight [12, 12]\nq_proj.weight [12, 12]\nv_proj.weight [4, 12]",
            "o_proj.weight [12, 12]\nqkv_proj.weight [20, 12]",
        ];

        Assert.Contains(Names(attention), allowed);
    }

    [Fact(DisplayName = "M02.E4 Sizes that do not divide, and wrong inputs, are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(8, 2);

        AssertRefuses("A width of 10 for 4 heads", () => new MultiHeadAttention(10, 4).Dispose());
        AssertRefuses("4 heads over 3 key heads", () => new MultiHeadAttention(8, 4, 3).Dispose());
        AssertRefuses("0 heads", () => new MultiHeadAttention(8, 0).Dispose());
        AssertRefuses("An input of width 4", () => attention.call(zeros(1, 3, 4)));
        AssertRefuses("An input without batch", () => attention.call(zeros(3, 8)));
        AssertRefuses("A query weight of another shape", () => attention.LoadWeights(zeros(4, 8), zeros(8, 8), zeros(8, 8), zeros(8, 8)));
    }

    [Fact(DisplayName = "M02.E4 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using MultiHeadAttention attention = new(8, 4, 2);
        Tensor x = Normal(50, 1, 4, 8);

        AssertNoLeak("forward", () => attention.call(x));
        AssertNoLeak("AttentionWeights", () => attention.AttentionWeights(x));
    }

    private static Tensor[] Weights(int seed, long width, long kvWidth) =>
        [Normal(seed, width, width), Normal(seed + 100, kvWidth, width), Normal(seed + 200, kvWidth, width), Normal(seed + 300, width, width) * 0.1];

    private static double[] InPlainLoops(double[] x, double[][] w, (int Batch, int Length, int Width, int Heads, int KvHeads) sizes)
    {
        (int batch, int length, int width, int heads, int kvHeads) = sizes;
        int size = width / heads;
        double[] y = new double[x.Length];
        for (int b = 0; b < batch; b++)
        {
            for (int t = 0; t < length; t++)
            {
                double[] merged = new double[width];
                for (int h = 0; h < heads; h++)
                {
                    int g = h / (heads / kvHeads);
                    double[] weights = [.. Enumerable.Range(0, t + 1).Select(s =>
                        Math.Exp(Enumerable.Range(0, size).Sum(d => At(w[0], b, t, (h * size) + d) * At(w[1], b, s, (g * size) + d)) / Math.Sqrt(size)))];
                    for (int s = 0; s <= t; s++)
                        for (int d = 0; d < size; d++) merged[(h * size) + d] += weights[s] / weights.Sum() * At(w[2], b, s, (g * size) + d);
                }

                for (int i = 0; i < width; i++)
                    for (int c = 0; c < width; c++) y[(((b * length) + t) * width) + i] += w[3][(i * width) + c] * merged[c];
            }
        }

        return y;

        double At(double[] weight, int b, int t, int row) =>
            Enumerable.Range(0, width).Sum(c => x[(((b * length) + t) * width) + c] * weight[(row * width) + c]);
    }
}
