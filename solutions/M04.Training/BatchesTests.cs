using System.Runtime.InteropServices;
using TorchSharp;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E3")]
public sealed class BatchesTests
{
    private static readonly ushort[] Tokens = [.. Enumerable.Range(100, 50).Select(i => (ushort)i)];

    [Fact(DisplayName = "M04.E3 Each row is a piece of the text, and its targets are the same piece one token later")]
    public void GetBatch_OfACountingText_IsAPieceAndTheNext()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1, CPU);
        (Tensor x, Tensor y) = Batches.GetBatch<ushort>(Tokens, 4, 6, generator);
        Assert.Equal([4, 6], x.shape);
        long[] xs = x.data<long>().ToArray(), ys = y.data<long>().ToArray();
        for (int i = 0; i < xs.Length; i++)
        {
            Assert.Equal(xs[i] + 1, ys[i]); // the text counts, so that the next token is one more
            Assert.Equal(xs[i / 6 * 6] + (i % 6), xs[i]);
        }
    }

    [Fact(DisplayName = "M04.E3 Every start is possible, the first and the last too")]
    public void GetBatch_ManyDraws_ReachEveryStart()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(2, CPU);
        (Tensor x, Tensor y) = Batches.GetBatch<ushort>(Tokens.AsSpan(0, 9), 2000, 4, generator);
        Assert.Equal([100L, 101, 102, 103, 104], x[TensorIndex.Colon, 0].data<long>().ToArray().Distinct().Order());
        Assert.Equal(108, y.max().item<long>());
    }

    [Fact(DisplayName = "M04.E3 n = S + 1 leaves one place; n = S leaves none and is refused")]
    public void GetBatch_ShortTexts_WorkOrAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3, CPU);
        (Tensor x, _) = Batches.GetBatch<int>(new[] { 7, 8, 9 }, 2, 2, generator);
        AssertClose("x", [7, 8, 7, 8], [2, 2], x, Exact, "the only start is 0.");
        AssertRefuses("3 tokens for S = 3", () => Batches.GetBatch<int>(new[] { 7, 8, 9 }, 2, 3, generator));
    }

    [Fact(DisplayName = "M04.E3 A file that is mapped into memory is a span like any other")]
    public void GetBatch_OfBytesSeenAsTokens_Works()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(4, CPU);
        byte[] file = [1, 0, 2, 0, 3, 0]; // little-endian 16-bit numbers, as they lie in a file
        (Tensor x, Tensor y) = Batches.GetBatch(MemoryMarshal.Cast<byte, ushort>((ReadOnlySpan<byte>)file), 1, 2, generator);
        AssertClose("x", [1, 2], [1, 2], x, Exact, "tokens 1 and 2.");
        AssertClose("y", [2, 3], [1, 2], y, Exact, "tokens 2 and 3.");
    }
}
