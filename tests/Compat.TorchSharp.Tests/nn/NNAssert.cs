using static TorchSharp.torch;

namespace TorchSharp.Tests;

internal static class NNAssert
{
    /// <summary>Float64 sums of a few products in another order: some hundred times the spacing of doubles near 1.</summary>
    internal const double Float64 = 1e-13;

    /// <summary>Float32 values of size 1 after a handful of operations: some ten times their spacing (1.2e-7).</summary>
    internal const double Float32 = 2e-6;

    /// <summary>A float64 matrix.</summary>
    internal static Tensor Matrix(double[,] rows)
    {
        using Tensor flat = tensor(rows.Cast<double>().ToArray());
        return flat.reshape(rows.GetLength(0), rows.GetLength(1));
    }

    internal static double[] Values(Tensor t)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = t.detach().to_type(ScalarType.Float64).contiguous();
        return flat.data<double>().ToArray();
    }

    internal static void Close(IReadOnlyList<double> expected, Tensor actual, double tolerance) => Numbers(expected, Values(actual), tolerance);

    internal static void Numbers(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:r}, got {actual[i]:r}, allowed {tolerance:r}");
    }

    /// <summary>Tensors that are alive, after what earlier tests have left is gone. A later look at the count does not collect, so that a leak shows.</summary>
    internal static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
