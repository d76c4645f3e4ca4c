using TorchSharp;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E2")]
public sealed class AttentionTests
{
    [Fact(DisplayName = "M02.E2 Worked by hand: a query that scores its keys 0 and ln 3 mixes their values 1 to 3")]
    public void Attend_ToTwoKeys_MixesTheirValues()
    {
        using DisposeScope scope = NewDisposeScope();

        // Width 4, so scores are divided by 2: q·k₂ = 2·ln 3 becomes ln 3, and softmax([0, ln 3]) = [1/4, 3/4].
        Tensor q = tensor(new double[] { 1, 0, 0, 0 }, ScalarType.Float64).reshape(1, 4);
        Tensor k = tensor(new double[] { 0, 5, 5, 5, 2 * Math.Log(3), 7, 7, 7 }, ScalarType.Float64).reshape(2, 4);
        Tensor v = tensor(new double[] { 0, 100, 8, 200 }, ScalarType.Float64).reshape(2, 2);

        AssertClose("Attend", [6, 175], [1, 2], Attention.Attend(q, k, v), Exact, "divide the scores by √4 = 2 before softmax; 1/4·[0, 100] + 3/4·[8, 200].");
    }

    [Theory(DisplayName = "M02.E2 For 2, 3 and 4 axes, the result is what plain loops in float64 give")]
    [InlineData(new long[] { }, 3, 3, 4, 4)]
    [InlineData(new long[] { 2 }, 3, 5, 4, 6)]
    [InlineData(new long[] { 2, 3 }, 4, 2, 5, 1)]
    [InlineData(new long[] { 1, 2 }, 1, 1, 1, 1)]
    public void Attend_AnyShape_EqualsPlainLoops(long[] leading, long queries, long keys, long width, long valueWidth)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = Normal(21, [.. leading, queries, width]);
        Tensor k = Normal(22, [.. leading, keys, width]);
        Tensor v = Normal(23, [.. leading, keys, valueWidth]);

        double[] expected = InPlainLoops(Values(q), Values(k), Values(v), (queries, keys, width, valueWidth), (_, _) => true);
        AssertClose("Attend", expected, [.. leading, queries, valueWidth], Attention.Attend(q, k, v), Layer, "transpose the last two axes of k only, and scale by the width of q.");
    }

    [Fact(DisplayName = "M02.E2 A mask says true where a query may attend")]
    public void Attend_UnderAMask_SeesOnlyWhereItIsTrue()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, Tensor v) = (Normal(24, 2, 3, 4, 5), Normal(25, 2, 3, 4, 5), Normal(26, 2, 3, 4, 5));
        Tensor mask = ones(4, 4, ScalarType.Bool).tril(); // broadcasts over batch and heads

        double[] expected = InPlainLoops(Values(q), Values(k), Values(v), (4, 4, 5, 5), (query, key) => key <= query);
        AssertClose("Attend under a causal mask", expected, v.shape, Attention.Attend(q, k, v, mask), Layer, "fill the scores with −∞ where the mask is false, before softmax.");
    }

    [Fact(DisplayName = "M02.E2 A query that may see no key gets zeros, and no NaN in any gradient")]
    public void Attend_WithoutAnyKey_GivesZeros()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, Tensor v) = (Normal64(27, 2, 3).requires_grad_(true), Normal64(28, 2, 3), Normal64(29, 2, 3));
        Tensor mask = tensor(new[] { false, false, true, false }).reshape(2, 2);

        Tensor context = Attention.Attend(q, k, v, mask);

        double[] values = Values(v);
        AssertClose("Attend", [0, 0, 0, values[0], values[1], values[2]], [2, 3], context, Exact, "softmax of a row of −∞ is NaN; set the weights of masked keys to 0 after softmax.");
        context.sum().backward();
        Assert.True(Values(q.grad!).All(double.IsFinite), "The gradient of q has NaN in it.\nHint: replace the numbers before they become NaN, or fill after softmax with masked_fill, which passes no gradient on.");
    }

    [Fact(DisplayName = "M02.E2 Keys and values in another order, together, give the same context")]
    public void Attend_WithKeysAndValuesReversed_IsTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, Tensor v) = (Normal64(30, 3, 4), Normal64(31, 5, 4), Normal64(32, 5, 2));

        AssertClose("Attend to reversed keys", Attention.Attend(q, k, v), Attention.Attend(q, k.flip(0), v.flip(0)), Exact, "attention is a sum over a set of keys; nothing in it may depend on their order.");
    }

    [Fact(DisplayName = "M02.E2 Gradients of queries, keys and values equal finite differences")]
    public void Attend_Gradients_EqualFiniteDifferences()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, Tensor v) = (Normal64(33, 2, 3), Normal64(34, 4, 3), Normal64(35, 4, 2));
        Tensor mask = tensor(new[] { true, false, true, true, true, true, false, true }).reshape(2, 4);
        const string Hint = "keep every step on tensors; item(), detach() and data<float>() leave the graph.";

        AssertGradient("Attend by q", x => Attention.Attend(x, k, v, mask), q, Hint);
        AssertGradient("Attend by k", x => Attention.Attend(q, x, v, mask), k, Hint);
        AssertGradient("Attend by v", x => Attention.Attend(q, k, x, mask), v, Hint);
    }

    [Fact(DisplayName = "M02.E2 Shapes that do not fit, and masks that are not bool, are refused with an ArgumentException")]
    public void Attend_BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(2, 3, 4);

        AssertRefuses("Keys narrower than the queries", () => Attention.Attend(x, zeros(2, 3, 5), x));
        AssertRefuses("More values than keys", () => Attention.Attend(x, x, zeros(2, 4, 4)));
        AssertRefuses("Another batch", () => Attention.Attend(x, zeros(1, 3, 4), zeros(1, 3, 4)));
        AssertRefuses("A vector for the queries", () => Attention.Attend(zeros(4), x, x));
        AssertRefuses("A float mask", () => Attention.Attend(x, x, x, zeros(3, 3)));
        AssertRefuses("A mask for other keys", () => Attention.Attend(x, x, x, ones(3, 2, ScalarType.Bool)));
    }

    [Fact(DisplayName = "M02.E2 Nothing but the result stays in memory, and the mask is left as it was")]
    public void Attend_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal(36, 2, 4, 3);
        Tensor mask = ones(4, 4, ScalarType.Bool).tril();

        AssertNoLeak("Attend", () => Attention.Attend(x, x, x, mask));
        Assert.Equal("#...\n##..\n###.\n####", Draw(mask));
    }

    private static double[] InPlainLoops(
        double[] q, double[] k, double[] v, (long Queries, long Keys, long Width, long ValueWidth) sizes, Func<long, long, bool> sees)
    {
        (long queries, long keys, long width, long valueWidth) = sizes;
        long batches = q.Length / (queries * width);
        double[] context = new double[batches * queries * valueWidth];
        for (long b = 0; b < batches; b++)
        {
            for (long i = 0; i < queries; i++)
            {
                double[] weights = new double[keys];
                for (long j = 0; j < keys; j++)
                {
                    double score = 0;
                    for (long d = 0; d < width; d++) score += q[(((b * queries) + i) * width) + d] * k[(((b * keys) + j) * width) + d];
                    weights[j] = sees(i, j) ? Math.Exp(score / Math.Sqrt(width)) : 0;
                }

                double sum = weights.Sum();
                for (long j = 0; j < keys; j++)
                {
                    for (long d = 0; d < valueWidth; d++)
                        context[(((b * queries) + i) * valueWidth) + d] += weights[j] / sum * v[(((b * keys) + j) * valueWidth) + d];
                }
            }
        }

        return context;
    }
}
