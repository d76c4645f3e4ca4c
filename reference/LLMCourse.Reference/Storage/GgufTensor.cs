namespace LLMCourse.Reference.Storage;

/// <summary>One tensor of a GGUF file: some rows of one of the model's.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Source">The name in the model's state dictionary.</param>
/// <param name="FirstRow">The first of its rows.</param>
/// <param name="Rows">How many rows; for a vector, elements.</param>
/// <param name="Columns">The length of a row; null for a vector.</param>
/// <param name="Encoding">What its elements become.</param>
/// <param name="PermutedHeads">The number of heads whose rows are permuted from the half rotary
/// layout into the interleaved one; 0: none.</param>
internal sealed record GgufTensor(string Name, string Source, long FirstRow, long Rows, long? Columns, GgufEncoding Encoding,
    int PermutedHeads = 0)
{
    /// <summary>Gets the dimensions as the format lists them, the one whose elements are neighbours first.</summary>
    public IReadOnlyList<long> Dimensions => Columns is { } columns ? [columns, Rows] : [Rows];

    /// <summary>Gets how many bytes it has in the file.</summary>
    public long Length => checked(Rows * (Columns ?? 1)) switch
    {
        var count when Encoding == GgufEncoding.F32 => checked(count * sizeof(float)),
        var count when Encoding == GgufEncoding.F16 => checked(count * sizeof(ushort)),
        var count => checked(count / GgufBlock.Size * GgufBlock.Bytes),
    };
}
