using TorchSharp;
using VerifyXunit;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

// The snapshots (*.verified.txt) draw what each mask must be: a row for a query, a column for a key, # = may attend.
[Trait("Exercise", "M02.E3")]
public sealed class MasksTests
{
    [Fact(DisplayName = "M02.E3 Causal: a query sees itself and what came before")]
    public Task Causal_Of5_IsALowerTriangle() => Snapshot(Masks.Causal(5));

    [Fact(DisplayName = "M02.E3 Sliding window of 3: a query sees itself and the two before")]
    public Task SlidingWindow_Of3_IsABand() => Snapshot(Masks.SlidingWindow(6, 3));

    [Fact(DisplayName = "M02.E3 Prefix of 3: everyone sees the prefix, the rest is causal")]
    public Task PrefixLm_Of3_IsAColumnBlockAndATriangle() => Snapshot(Masks.PrefixLm(6, 3));

    [Fact(DisplayName = "M02.E3 Packed documents see themselves only")]
    public Task BlockDiagonal_OfThreeDocuments_IsThreeBlocks() => Snapshot(Masks.BlockDiagonal([7, 7, 7, 2, 2, 9]));

    [Fact(DisplayName = "M02.E3 Padding: a mask for each sequence, an empty one too")]
    public Task Padding_OfThreeSequences_HidesTheKeysBehindEach() => Snapshot(Masks.Padding([2, 0, 4], 4));

    [Fact(DisplayName = "M02.E3 Masks combine: causal within each document")]
    public Task Causal_AndBlockDiagonal_RestartWithEachDocument() =>
        Snapshot(Masks.Causal(6) & Masks.BlockDiagonal([7, 7, 7, 2, 2, 9]));

    [Fact(DisplayName = "M02.E3 At their limits, the masks turn into one another")]
    public void Masks_AtTheirLimits_Agree()
    {
        using DisposeScope scope = NewDisposeScope();
        string causal = Draw(Masks.Causal(4)), everything = Draw(ones(4, 4, ScalarType.Bool));

        Assert.Equal("#...\n.#..\n..#.\n...#", Draw(Masks.SlidingWindow(4, window: 1)));
        Assert.Equal(causal, Draw(Masks.SlidingWindow(4, window: 4)));
        Assert.Equal(causal, Draw(Masks.SlidingWindow(4, window: 100)));
        Assert.Equal(causal, Draw(Masks.PrefixLm(4, prefix: 0)));
        Assert.Equal(causal, Draw(Masks.PrefixLm(4, prefix: 1)));
        Assert.Equal(everything, Draw(Masks.PrefixLm(4, prefix: 4)));
        Assert.Equal(everything, Draw(Masks.BlockDiagonal([3, 3, 3, 3])));
        Assert.Equal("#", Draw(Masks.Causal(1)));
    }

    [Fact(DisplayName = "M02.E3 Masks are bool, [T, T], and [B, 1, T, T] for padding")]
    public void Masks_HaveTheDocumentedDtypeAndShape()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] square = [Masks.Causal(3), Masks.SlidingWindow(3, 2), Masks.PrefixLm(3, 2), Masks.BlockDiagonal([1, 1, 2])];
        Tensor padding = Masks.Padding([1, 3], 3);

        Assert.All(square, mask => Assert.Equal([3, 3], mask.shape));
        Assert.Equal([2, 1, 3, 3], padding.shape);
        Assert.All([.. square, padding], mask => Assert.Equal(ScalarType.Bool, mask.dtype));
    }

    [Fact(DisplayName = "M02.E3 Sizes that make no sense are refused with an ArgumentException")]
    public void Masks_BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();

        AssertRefuses("Causal(0)", () => Masks.Causal(0));
        AssertRefuses("SlidingWindow(4, 0)", () => Masks.SlidingWindow(4, 0));
        AssertRefuses("PrefixLm(4, 5)", () => Masks.PrefixLm(4, 5));
        AssertRefuses("PrefixLm(4, −1)", () => Masks.PrefixLm(4, -1));
        AssertRefuses("Padding([5], 4)", () => Masks.Padding([5], 4));
        AssertRefuses("Padding([−1], 4)", () => Masks.Padding([-1], 4));
        AssertRefuses("Padding of no sequence", () => Masks.Padding([], 4));
        AssertRefuses("BlockDiagonal of nothing", () => Masks.BlockDiagonal([]));
    }

    [Fact(DisplayName = "M02.E3 Nothing but the mask stays in memory")]
    public void Masks_LeaveNoTensors()
    {
        AssertNoLeak("Causal", () => Masks.Causal(4));
        AssertNoLeak("Padding", () => Masks.Padding([1, 2], 4));
        AssertNoLeak("SlidingWindow", () => Masks.SlidingWindow(4, 2));
        AssertNoLeak("PrefixLm", () => Masks.PrefixLm(4, 2));
        AssertNoLeak("BlockDiagonal", () => Masks.BlockDiagonal([1, 1, 2]));
    }

    private static async Task Snapshot(Tensor mask)
    {
        string picture = Draw(mask);
        mask.Dispose();
        await Verifier.Verify(picture);
    }
}
