using LLMCourse.Reference.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Positions;

public sealed class RopeLayoutTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Rotate_Interleaved_TurnsNeighbours()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(4, 3, theta: 100, RopeLayout.Interleaved);

        // Width 4 has the frequencies 1 and 1/10; columns 0 and 1 are a pair, 2 and 3 the other.
        Tensor x = tensor(new[] { 1.0, 0, 1, 0 }).reshape(1, 4);

        Values.Close([Math.Cos(2), Math.Sin(2), Math.Cos(0.2), Math.Sin(0.2)], Values.Of(rotary.Rotate(x, 2)), Tolerance);
        Values.Close([1, 0, 1, 0], Values.Of(rotary.Rotate(x, 0)), Tolerance);
    }

    [Fact]
    public void Rotate_InterleavedTransposedInput_EqualsContiguous()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(8, 10, layout: RopeLayout.Interleaved);
        Tensor x = Values.Random(1, ScalarType.Float32, 2, 5, 3, 8).transpose(1, 2);

        Assert.Equal(Values.Bytes(rotary.forward(x.contiguous())), Values.Bytes(rotary.forward(x)));
    }

    [Fact]
    public void Permutation_WorkedByHand_MovesEvenRowsToTheFirstHalf()
    {
        using var scope = NewDisposeScope();
        Tensor rows = arange(12, ScalarType.Float32); // 2 heads of width 6

        Tensor half = RopePermutation.InterleavedToHalf(rows, 2);

        Assert.Equal([0.0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11], Values.Of(half));
        Assert.Equal(Values.Of(rows), Values.Of(RopePermutation.HalfToInterleaved(half, 2)));
    }

    [Fact]
    public void Permutation_OfQueriesAndKeys_KeepsTheModelsLogits()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        GptConfig config = Configurations.Small with { Positions = PositionEncoding.Rope, KvHeads = 2 };
        using Gpt half = new Gpt(config).to(ScalarType.Float64);
        using Gpt interleaved = new Gpt(config with { RopeLayout = RopeLayout.Interleaved }).to(ScalarType.Float64);
        Values.Randomise(half, seed: 1);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 6);
        Dictionary<string, Tensor> from = half.state_dict(), to = interleaved.state_dict();
        foreach ((string name, Tensor value) in from)
        {
            Tensor copy = value;
            if (name.Contains("c_attn", StringComparison.Ordinal))
            {
                // 4 query heads and 2 key heads of width 4, then the values, which no rotation touches.
                copy = cat([RopePermutation.HalfToInterleaved(value[..24], 6), value[24..]]);
            }

            _ = to[name].copy_(copy);
        }

        Values.Close(Values.Of(half.forward(ids)), Values.Of(interleaved.forward(ids)), Tolerance);
    }

    [Fact]
    public void BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("choose a named value",
            Assert.Throws<ArgumentException>(() => new RotaryEmbedding(8, 10, layout: (RopeLayout)7)).Message, StringComparison.Ordinal);
        Assert.Contains("3 heads times an even width",
            Assert.Throws<ArgumentException>(() => RopePermutation.HalfToInterleaved(zeros(9, 2), 3)).Message, StringComparison.Ordinal);
        Assert.Contains("heads times", Assert.Throws<ArgumentException>(() => RopePermutation.InterleavedToHalf(zeros(4, 2, 2), 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RopePermutation.InterleavedToHalf(zeros(4), 0));
    }
}
