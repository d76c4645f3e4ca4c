namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>A matrix and what is added to its products.</summary>
/// <param name="Matrix">The matrix <c>[out, in]</c>.</param>
/// <param name="Bias">One number for each row, or none.</param>
internal sealed record LinearWeights(WeightMatrix Matrix, float[] Bias)
{
    /// <summary>Adds the bias to the products of some rows.</summary>
    public void AddBias(Span<float> y, int yStride, int count, int from, int to)
    {
        if (Bias.Length == 0)
            return;
        for (int i = 0; i < count; i++)
        {
            for (int row = from; row < to; row++)
                y[(i * yStride) + row] += Bias[row];
        }
    }
}
