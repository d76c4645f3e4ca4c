namespace LLMCourse.Reference.Storage;

/// <summary>What the elements of a tensor are, by ggml's numbers (<c>enum ggml_type</c> in <c>ggml.h</c>).</summary>
internal enum GgufEncoding
{
    /// <summary>float32.</summary>
    F32 = 0,

    /// <summary>float16.</summary>
    F16 = 1,

    /// <summary>Blocks of 32 signed bytes behind a float16 scale.</summary>
    Q8 = 8,
}
