namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The weights of a norm.</summary>
/// <param name="Kind">Which norm.</param>
/// <param name="Weight">One factor for each column.</param>
/// <param name="Bias">One summand for each column, or none.</param>
/// <param name="Epsilon">What keeps a constant vector finite.</param>
internal sealed record NormWeights(NormKind Kind, float[] Weight, float[] Bias, float Epsilon)
{
    /// <summary>Normalises a vector.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> to)
    {
        if (Kind == NormKind.RmsNorm)
            Kernels.RmsNorm(x, Weight, Epsilon, to);
        else
            Kernels.LayerNorm(x, Weight, Bias, Epsilon, to);
    }
}
