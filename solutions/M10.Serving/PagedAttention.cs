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
        #region Solution
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(lengths);
        if (q.dim() != 3 || keys.dim() != 4 || !values.shape.SequenceEqual(keys.shape) || tables.dim() != 2 || lengths.dim() != 1)
            throw new ArgumentException("q must be [B, H, D], keys and values [blocks, blockSize, G, D], tables [B, M], lengths [B].");
        (long batch, long heads, long width) = (q.shape[0], q.shape[1], q.shape[2]);
        (long blocks, long size, long kvHeads) = (keys.shape[0], keys.shape[1], keys.shape[2]);
        long most = tables.shape[1];
        if (keys.shape[3] != width || tables.shape[0] != batch || lengths.shape[0] != batch || kvHeads == 0 || heads % kvHeads != 0)
            throw new ArgumentException($"q is [{batch}, {heads}, {width}]; D, B and a divisor of H must be those of the others.");
        if (keys.dtype != q.dtype || values.dtype != q.dtype || tables.dtype != ScalarType.Int64 || lengths.dtype != ScalarType.Int64)
            throw new ArgumentException("keys and values must have the type of q; tables and lengths must be int64.");

        using var scope = NewDisposeScope();
        if ((lengths < 0).any().item<bool>() || (lengths > most * size).any().item<bool>())
            throw new ArgumentException($"lengths must be 0 to {most * size}.", nameof(lengths));
        Tensor isRead = (arange(most) * size).unsqueeze(0) < lengths.unsqueeze(1);                         // [B, M]
        if ((isRead & ((tables < 0) | (tables >= blocks))).any().item<bool>())
            throw new ArgumentException($"A block to be read is not 0 to {blocks - 1}.", nameof(tables));

        Tensor hidden = arange(most * size).unsqueeze(0) >= lengths.unsqueeze(1);                          // [B, M·S]
        Tensor order = tables.masked_fill(isRead.logical_not(), 0).flatten();
        Tensor Gather(Tensor pool) => pool.index_select(0, order).view(batch, most * size, kvHeads, width)
            .masked_fill(hidden.unsqueeze(2).unsqueeze(3), 0)                                              // 0 times NaN would be NaN
            .repeat_interleave(heads / kvHeads, dim: 2).transpose(1, 2);                                   // [B, H, M·S, D]
        Tensor mask = hidden.unsqueeze(1).unsqueeze(2);
        Tensor scores = q.unsqueeze(2).matmul(Gather(keys).transpose(2, 3)).div(Math.Sqrt(width));         // [B, H, 1, M·S]
        Tensor weights = nn.functional.softmax(scores.masked_fill(mask, double.NegativeInfinity), dim: 3).masked_fill(mask, 0);
        return weights.matmul(Gather(values)).squeeze(2).MoveToOuterDisposeScope();
        #endregion
    }
}
