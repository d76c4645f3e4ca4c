namespace LLMCourse.Reference.Decoding;

/// <summary>Names how <see cref="CpuDecoder"/> keeps the matrices; norms and biases are always float32.</summary>
public enum WeightFormat
{
    /// <summary>float32, as trained.</summary>
    Float32,

    /// <summary>8 bits and a scale for each group of neighbours.</summary>
    Int8,

    /// <summary>4 bits and a scale for each group of neighbours.</summary>
    Int4,
}
