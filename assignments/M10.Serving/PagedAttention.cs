using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M10;

/// <summary>Attention over keys and values that lie in blocks.</summary>
/// <remarks>Kwon et al. 2023, <see href="https://arxiv.org/abs/2309.06180"/>: §4.1, equation 4. Differs: the blocks are gathered first; a
/// kernel reads them where they are.</remarks>
public static class PagedAttention
{
    /// <summary>Computes softmax(q·Kᵀ/√D)·V for the newest token of each sequence.</summary>
    /// <param name="q">Queries, <c>[B, H, D]</c>, one for each sequence and head.</param>
    /// <param name="keys">All blocks' keys, <c>[blocks, blockSize, G, D]</c>, of the queries' type. H is a multiple of G: query head h
    /// reads key head h / (H / G).</param>
    /// <param name="values">All blocks' values, of the same shape and type.</param>
    /// <param name="tables">The sequences' blocks in the order of their positions, int64 <c>[B, M]</c>. What stands behind the last block of
    /// a sequence is not read and may be anything, such as −1.</param>
    /// <param name="lengths">How many positions each sequence attends to, int64 <c>[B]</c>, from 0 to M·blockSize. A sequence of length 0 gets
    /// zeros. What is in slots behind a sequence's length, NaN too, has no influence.</param>
    /// <returns><c>[B, H, D]</c>, a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, H is not a multiple of G, a length is out of range, or a block
    /// that is to be read does not exist.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public static Tensor Attend(Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths)
    {
        // TODO M10.E4: gather each sequence's blocks, [B, M·blockSize, G, D]; scores, masked from its length on; softmax; times V.
        throw new NotImplementedException("M10.E4: gather each sequence's blocks, [B, M·blockSize, G, D]; scores, masked from its length on; softmax; times V.");
    }
}
