using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

/// <summary>Moves numbers between tensors and arrays, and compares them.</summary>
internal static class Values
{
    public static double[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).flatten().contiguous().data<double>().ToArray();
    }

    /// <summary>Draws every parameter anew, norms and biases too, so that no term of the model is 0 or 1 by accident.</summary>
    public static void Randomise(nn.Module model, int seed, double scale = 0.4)
    {
        var random = new Random(seed);
        foreach (var (_, parameter) in model.named_parameters())
        {
            Span<double> values = MemoryMarshal.Cast<byte, double>(parameter.bytes);
            for (int i = 0; i < values.Length; i++)
                values[i] = (scale * ((2 * random.NextDouble()) - 1)) + (parameter.ndim == 1 ? 0.5 : 0);
        }
    }

    public static Tensor Random(int seed, ScalarType type, params long[] shape)
    {
        var random = new Random(seed);
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (2 * random.NextDouble()) - 1;
        using var scope = NewDisposeScope();
        return tensor(values, ScalarType.Float64).reshape(shape).to(type).MoveToOuterDisposeScope();
    }

    public static Tensor Ids(int seed, int vocabulary, long batch, long length)
    {
        var random = new Random(seed);
        var ids = new long[batch * length];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = random.Next(vocabulary);
        using var scope = NewDisposeScope();
        return tensor(ids).reshape(batch, length).MoveToOuterDisposeScope();
    }

    public static long[][] Rows(Tensor ids)
    {
        long columns = ids.shape[^1];
        return [.. ids.contiguous().data<long>().ToArray().Chunk((int)columns)];
    }

    public static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().bytes.ToArray();
    }

    /// <summary>Asserts |actual − expected| ≤ tolerance·(1 + |expected|) everywhere and names the worst place.</summary>
    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what = "")
    {
        Assert.True(expected.Count == actual.Count, $"{what}: expected {expected.Count} values, got {actual.Count}.");
        int worst = -1;
        double most = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            double excess = Math.Abs(actual[i] - expected[i]) / (1 + Math.Abs(expected[i]));
            if (!(excess <= most))
                (worst, most) = (i, excess);
        }

        if (!(most <= tolerance))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{what}: at {worst} expected {expected[worst]:R}, got {actual[worst]:R}; off by {most:E2} > {tolerance:E2}."));
    }
}
