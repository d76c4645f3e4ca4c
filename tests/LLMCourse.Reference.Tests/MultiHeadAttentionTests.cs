using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class MultiHeadAttentionTests
{
    private const double Tolerance = 1e-13;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Forward_KeysAndValuesTiled_EqualsFullHeads(int kvHeads)
    {
        using var scope = NewDisposeScope();
        const int Width = 24, Heads = 8, D = Width / Heads;
        using MultiHeadAttention few = new MultiHeadAttention(Width, Heads, kvHeads).to(ScalarType.Float64);
        using MultiHeadAttention full = new MultiHeadAttention(Width, Heads).to(ScalarType.Float64);
        Values.Randomise(few, seed: 1);
        Dictionary<string, Tensor> from = few.state_dict(), to = full.state_dict();
        using (no_grad())
        {
            foreach (string name in from.Keys)
                _ = to[name].copy_(name.StartsWith("c_attn", StringComparison.Ordinal) ? Tile(from[name]) : from[name]);
        }

        Tensor x = Values.Random(2, ScalarType.Float64, 2, 5, Width), mask = Attention.CausalMask(5);
        Values.Close(Values.Of(full.forward(x, mask)), Values.Of(few.forward(x, mask)), Tolerance);

        // Rows: all queries, then the keys and the values, each head of which is repeated for its group.
        Tensor Tile(Tensor rows)
        {
            Tensor[] parts = rows.split([Width, kvHeads * D, kvHeads * D], 0);
            Tensor Repeat(Tensor part) => cat([.. part.split(D, 0).SelectMany(head => Enumerable.Repeat(head, Heads / kvHeads))], 0);
            return cat([parts[0], Repeat(parts[1]), Repeat(parts[2])], 0);
        }
    }

    [Fact]
    public void Forward_MaskPerSequenceAndHead_HidesWhatItSays()
    {
        using var scope = NewDisposeScope();
        using MultiHeadAttention layer = new MultiHeadAttention(8, 4, 2).to(ScalarType.Float64);
        Tensor x = Values.Random(1, ScalarType.Float64, 2, 5, 8);
        Tensor padding = ones(2, 1, 1, 5, ScalarType.Bool);
        padding[1, 0, 0, 3..] = tensor(false);

        Tensor whole = layer.forward(x, padding);

        Values.Close(Values.Of(layer.forward(x)[0]), Values.Of(whole[0]), Tolerance, "nothing hidden");
        Values.Close(Values.Of(layer.forward(x[1..2, ..3])), Values.Of(whole[1..2, ..3]), Tolerance, "two keys hidden");
    }

    [Fact]
    public void Forward_NothingAllowed_IsTheProjectionsBias()
    {
        using var scope = NewDisposeScope();
        using MultiHeadAttention layer = new MultiHeadAttention(8, 2).to(ScalarType.Float64);

        Tensor y = layer.forward(Values.Random(1, ScalarType.Float64, 1, 3, 8), zeros(3, 3, ScalarType.Bool));

        double[] bias = Values.Of(layer.state_dict()["c_proj.bias"]);
        Values.Close([.. bias, .. bias, .. bias], Values.Of(y), Tolerance);
    }

    [Fact]
    public void Constructor_BadSizes_NamesThem()
    {
        Assert.Contains("width is 10 and heads is 3", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(10, 3)).Message,
            StringComparison.Ordinal);
        Assert.Contains("heads is 4 and kvHeads is 3", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(8, 4, 3)).Message,
            StringComparison.Ordinal);
        Assert.Contains("dropout is 1", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(8, 4, dropout: 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var layer = new MultiHeadAttention(8, 2);
        Tensor x = zeros(1, 3, 8);

        Assert.Contains("[B, T, 8]", Assert.Throws<ArgumentException>(() => layer.forward(zeros(3, 8))).Message, StringComparison.Ordinal);
        Assert.Contains("[B, T, 8]", Assert.Throws<ArgumentException>(() => layer.forward(zeros(1, 3, 9))).Message,
            StringComparison.Ordinal);
        Assert.Contains("make it bool", Assert.Throws<ArgumentException>(() => layer.forward(x, zeros(3, 3))).Message,
            StringComparison.Ordinal);
        Assert.Contains("does not broadcast to [1, 2, 3, 3]",
            Assert.Throws<ArgumentException>(() => layer.forward(x, zeros(2, 3, ScalarType.Bool))).Message, StringComparison.Ordinal);
    }
}
