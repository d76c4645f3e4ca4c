using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that gives masks another meaning is noticed.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class MaskTests
{
    private const string Attention = "reference/LLMCourse.Reference/Attention.cs";
    private const string Conventions = "docs/conventions.md";

    [Fact]
    public void Softmax_OfARowOfMinusInfinity_IsNotANumber()
    {
        using var scope = NewDisposeScope();

        Pin.Numbers([double.NaN, double.NaN], full(1, 2, float.NegativeInfinity).softmax(-1), "softmax of a row of −∞ is NaN",
            "solutions/M02.Attention/Softmax.cs");
    }

    [Fact]
    public void ScaledDotProduct_BoolMask_TrueMayAttendAndAnEmptyRowGivesZeros()
    {
        using var scope = NewDisposeScope();
        Tensor zero = zeros(1, 1, 2, 1), values = tensor(new[] { 1f, 3 }).reshape(1, 1, 2, 1);
        Tensor mask = tensor(new[] { true, false, false, false }).reshape(2, 2);

        Tensor y = nn.functional.scaled_dot_product_attention(zero, zero, values, mask);

        Pin.Numbers([1, 0], y, "with a bool mask true may attend, and a row without true gives zeros", Attention, Conventions);
    }

    [Fact]
    public void ScaledDotProduct_IsCasualWithFewerQueries_AlignsToTheTopLeft()
    {
        using var scope = NewDisposeScope();
        Tensor queries = zeros(1, 1, 2, 1), keys = zeros(1, 1, 4, 1), values = tensor(new[] { 1f, 2, 3, 4 }).reshape(1, 1, 4, 1);

        Tensor y = nn.functional.scaled_dot_product_attention(queries, keys, values, is_casual: true);

        Pin.Numbers([1, 1.5], y, "is_casual lets the first of two queries see the first of four keys only", Attention);
    }

    [Fact]
    public void MultiheadAttention_BoolMask_IsAddedAsANumber()
    {
        using var scope = NewDisposeScope();
        using var attention = nn.MultiheadAttention(2, 1, bias: false);
        using (no_grad())
        {
            foreach (Tensor parameter in attention.parameters())
                _ = parameter.zero_();
        }

        Tensor x = ones(2, 1, 2), mask = tensor(new[] { false, true, false, false }).reshape(2, 2);
        Tensor weights = attention.call(x, x, x, null, true, mask).Item2;

        // All scores are 0, so that the weights show the mask alone: softmax(0, 1) is (0.2689, 0.7311).
        double e = Math.E;
        Pin.Numbers([1 / (1 + e), e / (1 + e), 0.5, 0.5], weights,
            "nn.MultiheadAttention adds a bool mask to the scores as 0 and 1 and hides nothing");
    }

    [Fact]
    public void TrilOfBool_AsAMask_IsBool()
    {
        using var scope = NewDisposeScope();

        Pin.That(ones(2, 2, ScalarType.Bool).tril().dtype == ScalarType.Bool, "tril of a bool tensor is bool");
        _ = Pin.Throws<System.Runtime.InteropServices.ExternalException>(
            () => zeros(2).masked_fill(tensor(new[] { 1, 0 }), 1), "masked_fill refuses an integer mask");
    }
}
