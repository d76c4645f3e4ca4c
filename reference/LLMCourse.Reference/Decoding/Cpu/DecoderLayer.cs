namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The weights of one block and the keys and values that it has seen.</summary>
internal sealed class DecoderLayer
{
    public required NormWeights Norm1 { get; init; }

    public required NormWeights Norm2 { get; init; }

    /// <summary>Gets the rows of all queries, then keys, then values.</summary>
    public required LinearWeights Fused { get; init; }

    public required LinearWeights Projection { get; init; }

    /// <summary>Gets <c>c_fc</c>; with SwiGLU the gate's rows, then the up projection's.</summary>
    public required LinearWeights Up { get; init; }

    public required LinearWeights Down { get; init; }

    /// <summary>Gets the keys <c>[G, D, positions]</c>, so that one query meets sixteen keys in one register.</summary>
    public required float[] Keys { get; init; }

    /// <summary>Gets the values <c>[G, positions, D]</c>.</summary>
    public required float[] Values { get; init; }
}
