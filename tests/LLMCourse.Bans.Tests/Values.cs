namespace LLMCourse.Bans.Tests;

/// <summary>The numbers of a tensor, in C#: comparing a hundred thousand results by operators would take minutes.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Data">The numbers, row by row.</param>
public sealed record Values(long[] Shape, double[] Data)
{
    private const int Most = 1024;
    private const double Tolerance = 1e-4;

    /// <summary>Reads a tensor; null if it is no matter of real numbers, or large.</summary>
    /// <param name="tensor">The tensor.</param>
    public static Values? Of(Tensor tensor)
    {
        if (tensor.IsInvalid || tensor.numel() is 0 or > Most || tensor.is_complex()) return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.is_quantized() ? tensor.dequantize() : tensor;
        return new Values(plain.shape, plain.detach().to(ScalarType.Float64).flatten().contiguous().data<double>().ToArray());
    }

    /// <summary>Says whether both are equal but for rounding.</summary>
    /// <param name="other">The other.</param>
    public bool Same(Values other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Shape.SequenceEqual(other.Shape)
            && Data.Zip(other.Data).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * (0.01 + Math.Abs(pair.First)));
    }

    /// <summary>Computes other numbers from these.</summary>
    /// <param name="function">What becomes of each.</param>
    public Values Map(Func<double, double> function) => this with { Data = [.. Data.Select(function)] };

    /// <summary>Lists these, and what stands last along each axis, with and without it.</summary>
    public IEnumerable<Values> Slices()
    {
        yield return this;
        for (int axis = 0; axis < Shape.Length; axis++)
        {
            long inner = Shape.Skip(axis + 1).Aggregate(1L, (a, b) => a * b), length = Shape[axis];
            double[] last = [.. Data.Where((_, i) => i / inner % length == length - 1)];
            yield return new Values([.. Shape[..axis], 1, .. Shape[(axis + 1)..]], last);
            yield return new Values([.. Shape[..axis], .. Shape[(axis + 1)..]], last);
        }
    }

    /// <summary>Combines these with others of the same shape, or with a 1 in places of it; null if they do not fit.</summary>
    /// <param name="small">The others.</param>
    /// <param name="function">What becomes of a pair.</param>
    public Values? With(Values small, Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(small);
        if (small.Shape.Length != Shape.Length || !small.Shape.Zip(Shape).All(pair => pair.First == pair.Second || pair.First == 1))
            return null;
        double[] data = new double[Data.Length];
        for (int i = 0; i < data.Length; i++)
        {
            long rest = i, at = 0, stride = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                at += small.Shape[axis] == 1 ? 0 : rest % Shape[axis] * stride;
                stride *= small.Shape[axis];
                rest /= Shape[axis];
            }

            data[i] = function(Data[i], small.Data[at]);
        }

        return this with { Data = data };
    }
}
