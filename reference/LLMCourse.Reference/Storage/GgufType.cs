namespace LLMCourse.Reference.Storage;

/// <summary>How the matrices of a GGUF file are kept; norms are float32 in all of them.</summary>
public enum GgufType
{
    /// <summary>float32, 4 bytes a weight: the model's own values.</summary>
    F32,

    /// <summary>float16, 2 bytes a weight, rounded to nearest.</summary>
    F16,

    /// <summary>ggml's Q8_0, 34 bytes for 32 neighbours in a row: a scale in float16 and 32 signed bytes.</summary>
    Q8,
}
