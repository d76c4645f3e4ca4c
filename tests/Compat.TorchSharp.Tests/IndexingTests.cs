using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class IndexingTests
{
    private static Tensor Grid() => arange(24).reshape(2, 3, 4);

    private static TensorIndex At(params long[] places) => TensorIndex.Tensor(tensor(places));

    // Expected values are counted by hand: element [i, j, k] of the grid is 12 i + 4 j + k.
    private static readonly Dictionary<string, (TensorIndex[] Index, long[] Shape, long[] Values)> Gets = new()
    {
        ["a number"] = ([1], [3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
        ["a negative number"] = ([-1, -1], [4], [20, 21, 22, 23]),
        ["an index from the end"] = ([^2, 0], [4], [0, 1, 2, 3]),
        ["three numbers"] = ([1, 2, 3], [], [23]),
        ["a range"] = ([0, 1..3], [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]),
        ["a range to the end"] = ([0, 0, 2..], [2], [2, 3]),
        ["a range from the end"] = ([0, 0, ^3..^1], [2], [1, 2]),
        ["a range past the end"] = ([0, 0, 2..99], [2], [2, 3]),
        ["an empty range"] = ([0, 0, 2..2], [0], []),
        ["a range that starts at the end"] = ([0, 0, ^0..], [0], []),
        ["a slice with a step"] = ([0, 0, TensorIndex.Slice(0, null, 3)], [2], [0, 3]),
        ["a slice of pairs"] = ([0, 0, TensorIndex.Slice((1, 3))], [2], [1, 2]),
        ["colon"] = ([TensorIndex.Colon, 0, 0], [2], [0, 12]),
        ["ellipsis first"] = ([TensorIndex.Ellipsis, 1], [2, 3], [1, 5, 9, 13, 17, 21]),
        ["ellipsis in the middle"] = ([1, TensorIndex.Ellipsis, 2], [3], [14, 18, 22]),
        ["ellipsis for nothing"] = ([0, 0, 0, TensorIndex.Ellipsis], [], [0]),
        ["a new axis"] = ([TensorIndex.None, 0, 0, 0], [1], [0]),
        ["new axes about an ellipsis"] = ([TensorIndex.None, 0, 0, TensorIndex.Ellipsis, TensorIndex.Null], [1, 4, 1], [0, 1, 2, 3]),
        ["a truth value"] = ([TensorIndex.Bool(true), 0, 0], [1, 4], [0, 1, 2, 3]),
        ["a false truth value"] = ([TensorIndex.Bool(false), 0, 0], [0, 4], []),
        ["a tensor of places"] = ([0, At(2, 0, 0)], [3, 4], [8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3]),
        ["negative places"] = ([0, 0, At(-1, -4)], [2], [3, 0]),
        ["two tensors of places"] = ([0, At(0, 2), At(1, 3)], [2], [1, 11]),
        ["places after a colon"] = ([TensorIndex.Colon, 0, At(3, 0)], [2, 2], [3, 0, 15, 12]),
        ["places apart go first"] = ([At(0, 1), TensorIndex.Colon, At(0, 3)], [2, 3], [0, 4, 8, 15, 19, 23]),
        ["a mask"] = ([0, TensorIndex.Tensor(tensor(new[] { true, false, true }))], [2, 4], [0, 1, 2, 3, 8, 9, 10, 11]),
        ["a mask of two axes"] = ([TensorIndex.Tensor(tensor(new[] { true, false, false, false, false, true }, 2, 3))], [2, 4], [0, 1, 2, 3, 20, 21, 22, 23]),
        ["a mask, then a range"] = ([TensorIndex.Tensor(tensor(new[] { false, true })), 0, 1..3], [1, 2], [13, 14]),
        ["an ellipsis, then a mask"] = ([0, TensorIndex.Ellipsis, TensorIndex.Tensor(tensor(new[] { true, false, false, true }))], [3, 2], [0, 3, 4, 7, 8, 11]),
    };

    public static TheoryData<string> Names => [.. Gets.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Get_EachKindOfIndex_GivesTheElementsCountedByHand(string name)
    {
        (TensorIndex[] index, long[] shape, long[] values) = Gets[name];
        Tensor part = Grid()[index];
        Assert.Equal(shape, part.shape);
        Assert.Equal(values, part.data<long>().ToArray());
    }

    [Theory, MemberData(nameof(Names))]
    public void Set_EachKindOfIndex_ChangesThoseElementsAndNoOther(string name)
    {
        (TensorIndex[] index, _, long[] values) = Gets[name];
        Tensor grid = Grid();
        grid[index] = tensor(-7L);
        long[] expected = [.. Enumerable.Range(0, 24).Select(n => values.Contains(n) ? -7L : n)];
        Assert.Equal(expected, grid.data<long>().ToArray());
    }

    [Fact]
    public void Set_PartOfRightShape_CopiesElementByElement()
    {
        Tensor grid = zeros(2, 3);
        grid[TensorIndex.Colon, 1..] = tensor(new float[] { 1, 2, 3, 4 }, 2, 2);
        Assert.Equal([0, 1, 2, 0, 3, 4], grid.data<float>().ToArray());
    }

    [Fact]
    public void Set_ValueWithLeadingOnes_LetsThemGo()
    {
        Tensor grid = zeros(2, 3);
        grid[0] = ones(1, 1, 3);
        Assert.Equal([1, 1, 1, 0, 0, 0], grid.data<float>().ToArray());
    }

    [Fact]
    public void Get_Range_IsAView()
    {
        Tensor grid = Grid();
        grid[0, 0, 1..3].fill_(5);
        Assert.Equal([0, 5, 5, 3], grid[0, 0].data<long>().ToArray());
    }

    [Fact]
    public void IndexPut_Accumulate_AddsWhatMeetsInOnePlace()
    {
        Tensor counts = zeros(3);
        counts.index_put_(ones(4), [At(0, 2, 2, 2)], accumulate: true);
        Assert.Equal([1, 0, 3], counts.data<float>().ToArray());
    }

    [Fact]
    public void Get_WrongIndex_ThrowsAndSaysWhy()
    {
        Tensor grid = Grid();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => grid[2]);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => grid[0, At(3)]);
        Assert.Throws<ArgumentException>(() => grid[0, 0, 0, TensorIndex.Colon, TensorIndex.Colon]);
        Assert.Throws<ArgumentException>(() => grid[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
        Assert.Throws<ArgumentException>(() => grid[TensorIndex.Slice(0, 4, -1)]);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => grid[TensorIndex.Tensor(tensor(new[] { true, false, true }))]);
    }
}
