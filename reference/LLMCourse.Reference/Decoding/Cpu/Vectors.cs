using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The vectors that one thread multiplies weights by: as numbers, and for quantised weights as
/// whole numbers of 16 bits with a scale.</summary>
/// <remarks>
/// Sixteen bits instead of the usual eight cost nothing here, since the processor multiplies 16-bit numbers anyway, and their error,
/// 2⁻¹⁶ of the greatest element, disappears beside that of the weights.
/// </remarks>
internal sealed class Vectors(int most, int columns)
{
    private const float Largest = short.MaxValue;

    private readonly int _stride = WeightMatrix.Pad(columns);
    private readonly float[] _numbers = GC.AllocateArray<float>(checked(most * WeightMatrix.Pad(columns)), pinned: true);
    private readonly short[] _integers = GC.AllocateArray<short>(checked(most * WeightMatrix.Pad(columns)), pinned: true);
    private readonly float[] _scales = new float[most];

    /// <summary>Gets or sets the number of vectors in use.</summary>
    public int Count { get; set; }

    /// <summary>One vector as numbers, to its padded end.</summary>
    public Span<float> this[int i] => _numbers.AsSpan(i * _stride, _stride);

    /// <summary>One vector as whole numbers, to its padded end.</summary>
    public ReadOnlySpan<short> Integers(int i) => _integers.AsSpan(i * _stride, _stride);

    /// <summary>What the whole numbers of a vector are multiples of.</summary>
    public float Scale(int i) => _scales[i];

    /// <summary>Rounds the vectors, if the matrix wants that.</summary>
    public void Prepare(WeightMatrix matrix)
    {
        if (!matrix.TakesIntegers)
            return;
        for (int i = 0; i < Count; i++)
            _scales[i] = Round(this[i][..matrix.Stride], _integers.AsSpan(i * _stride, matrix.Stride));
    }

    private static float Round(ReadOnlySpan<float> x, Span<short> rounded)
    {
        ref float from = ref MemoryMarshal.GetReference(x);
        ref short to = ref MemoryMarshal.GetReference(rounded);
        Vector512<float> most = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)x.Length; i += 16)
            most = Vector512.Max(most, Vector512.Abs(Vector512.LoadUnsafe(ref from, i)));
        float greatest = Kernels.Greatest(most);
        if (greatest == 0)
        {
            rounded.Clear();
            return 0;
        }

        Vector512<float> inverse = Vector512.Create(Largest / greatest);
        for (nuint i = 0; i < (nuint)x.Length; i += 32)
        {
            Vector512<int> low = Vector512.ConvertToInt32(Vector512.Round(Vector512.LoadUnsafe(ref from, i) * inverse));
            Vector512<int> high = Vector512.ConvertToInt32(Vector512.Round(Vector512.LoadUnsafe(ref from, i + 16) * inverse));
            Vector512.Narrow(low, high).StoreUnsafe(ref to, i);
        }

        return greatest / Largest;
    }
}
