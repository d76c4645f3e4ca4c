namespace LLMCourse.M09;

/// <summary>How a text is cut.</summary>
public sealed record ChunkOptions
{
    /// <summary>Gets the greatest length of a chunk in UTF-16 code units, at least 2, so that a surrogate pair fits. The default is 400.</summary>
    public int MaxLength { get; init; } = 400;

    /// <summary>Gets how many code units a chunk may repeat from the end of the one before, from 0 to half of <see cref="MaxLength"/>. The
    /// default is 0.</summary>
    public int Overlap { get; init; }
}
