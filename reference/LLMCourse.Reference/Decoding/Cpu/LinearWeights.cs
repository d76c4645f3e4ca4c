namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>A matrix and what is added to its products.</summary>
/// <param name="Matrix">The matrix <c>[out, in]</c>.</param>
/// <param name="Bias">One number for each row, or none.</param>
internal sealed record LinearWeights(WeightMatrix Matrix, float[] Bias)
{
    /// <summary>Multiplies the vectors by some rows and adds the bias.</summary>
    public void Apply(Vectors x, Span<float> y, int yStride, int from, int to)
    {
        Matrix.Multiply(x, y, yStride, from, to);
        if (Bias.Length == 0)
            return;
        for (int i = 0; i < x.Count; i++)
        {
            for (int row = from; row < to; row++)
                y[(i * yStride) + row] += Bias[row];
        }
    }
}
