namespace LLMCourse.M04;

/// <summary>An array of float64 that remembers what it was computed from: <see cref="Value"/> for many numbers at once.</summary>
/// <remarks>
/// The rules are those of <see cref="Value"/>: leaves add up gradients, interior arrays have that of the last <see cref="Backward"/>, and what
/// needs no gradient remembers nothing. Arrays of different shapes go together by the rule of <see cref="Broadcasting"/>.
/// </remarks>
public sealed partial class Var
{
    private readonly double[] _data;
    private readonly int[] _shape;
    private double[]? _grad;

    /// <summary>Makes a leaf.</summary>
    /// <param name="data">The numbers in row-major order; they are copied.</param>
    /// <param name="shape">The size of each axis, all at least 1; <c>[]</c> for a scalar.</param>
    /// <param name="requiresGrad">Whether derivatives by it are wanted. The default is true.</param>
    /// <exception cref="ArgumentException">The numbers do not fill the shape, or a size is below 1.</exception>
    public Var(ReadOnlySpan<double> data, ReadOnlySpan<int> shape, bool requiresGrad = true)
    {
        int count = 1;
        foreach (int size in shape)
        {
            if (size < 1) throw new ArgumentException($"Every axis needs a size of at least 1; the shape is [{string.Join(", ", shape.ToArray())}].", nameof(shape));
            count = checked(count * size);
        }

        if (data.Length != count)
            throw new ArgumentException($"{data.Length} numbers do not fill the shape [{string.Join(", ", shape.ToArray())}], which has {count} places.", nameof(data));
        (_data, _shape, RequiresGrad) = (data.ToArray(), shape.ToArray(), requiresGrad);
    }

    /// <summary>Gets the numbers in row-major order.</summary>
    public IReadOnlyList<double> Data => _data;

    /// <summary>Gets the size of each axis.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Gets whether derivatives by this array are wanted.</summary>
    public bool RequiresGrad { get; }

    /// <summary>Gets the gradient, of the shape of the data; null while none has come here.</summary>
    public IReadOnlyList<double>? Grad => _grad;

    /// <summary>Makes a constant scalar, so that <c>2 * x</c> can be written.</summary>
    public static implicit operator Var(double constant) => new([constant], [], requiresGrad: false);

    /// <summary>Makes a constant of the same numbers: no gradient passes through it.</summary>
    [Exercise("M04.E1")]
    public Var Detach()
    {
        // TODO M04.E1: return an array that needs no gradient and remembers nothing.
        throw new NotImplementedException("M04.E1: return an array that needs no gradient and remembers nothing.");
    }

    /// <summary>Computes the gradient of this one number by every array that it was computed from, and by itself (1).</summary>
    /// <remarks>Adds to the gradients of leaves; interior arrays are set anew each time.</remarks>
    /// <exception cref="InvalidOperationException">This is more than one number, or needs no gradient.</exception>
    [Exercise("M04.E1")]
    public void Backward()
    {
        // TODO M04.E1: as Value.Backward, with arrays: each input gets a gradient of its own shape.
        throw new NotImplementedException("M04.E1: as Value.Backward, with arrays: each input gets a gradient of its own shape.");
    }

    /// <summary>Forgets the gradient, as one does between two steps of training.</summary>
    public void ZeroGrad() => _grad = null;
}
