namespace LLMCourse.Reference;

/// <summary>Says which columns of a head a rotary angle turns together. Both compute the same up to a permutation of the columns.</summary>
/// <remarks><see cref="Positions.RopePermutation"/> converts the projections of one layout into those of the other.</remarks>
public enum RopeLayout
{
    /// <summary>Column i with column i + D/2, as in GPT-NeoX and in LLaMA checkpoints with Hugging Face names ("rotate half").</summary>
    Half,

    /// <summary>Column 2i with column 2i + 1, as in the paper and in LLaMA checkpoints as Meta published them.</summary>
    Interleaved,
}
