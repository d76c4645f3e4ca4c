using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Scaled dot-product attention, the one operation in which positions exchange information.</summary>
public static class Attention
{
    /// <summary>Computes softmax(QKᵀ/√D)·V over the keys that the mask allows.</summary>
    /// <param name="q">Queries, float32 or float64 <c>[…, Tq, D]</c> of rank 2 or more.</param>
    /// <param name="k">Keys, the dtype and leading axes of <paramref name="q"/>, <c>[…, Tk, D]</c>.</param>
    /// <param name="v">Values, the dtype and leading axes of <paramref name="q"/>, <c>[…, Tk, Dv]</c>.</param>
    /// <param name="mask">
    /// Which query may see which key: bool, broadcastable to <c>[…, Tq, Tk]</c>, <b>true = may attend</b>. Null allows everything.
    /// </param>
    /// <returns>
    /// Context, <c>[…, Tq, Dv]</c>, the dtype of <paramref name="q"/>; zeros for a query that may see no key. A new tensor that the
    /// caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// An input has fewer than 2 axes, the leading axes differ, the widths of <paramref name="q"/> and <paramref name="k"/> differ,
    /// the lengths of <paramref name="k"/> and <paramref name="v"/> differ, the dtypes differ or are not floating point, or
    /// <paramref name="mask"/> is not bool or does not broadcast to the scores.
    /// </exception>
    /// <remarks>
    /// Vaswani et al. 2017, §3.2.1, eq. 1 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: a query without a visible
    /// key gets zeros, where the formula gives 0/0.
    /// </remarks>
    [Exercise("M02.E2", Title = "Scaled dot-product attention", Weight = 2)]
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? mask = null)
    {
        // TODO M02.E2: check the shapes, then return softmax(QKᵀ/√D)·V over the keys the mask allows, and zeros where it allows none.
        #region Solution
        CheckArguments(q, k, v, mask);
        using DisposeScope scope = NewDisposeScope();

        // Each of the D products has variance 1 for standard normal inputs, so a score has variance D: √D brings it back to 1,
        // and keeps softmax out of the flat region where its gradient vanishes.
        Tensor scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.shape[^1]); // […, Tq, Tk]
        if (mask is null) return nn.functional.softmax(scores, dim: -1).matmul(v).MoveToOuterDisposeScope();

        Tensor hidden = mask.logical_not();
        Tensor weights = nn.functional.softmax(scores.masked_fill(hidden, double.NegativeInfinity), dim: -1);

        // The second fill changes nothing but rows without a visible key: softmax makes those NaN.
        return weights.masked_fill(hidden, 0).matmul(v).MoveToOuterDisposeScope(); // […, Tq, Dv]
        #endregion
    }

    #region Solution
    private static void CheckArguments(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        string shapes = $"q is {Shape.Of(q)}, k is {Shape.Of(k)}, v is {Shape.Of(v)}";
        if (q.dim() < 2)
            throw new ArgumentException($"Queries need a position axis and a width axis: {shapes}.", nameof(q));
        if (k.dim() != q.dim() || !k.shape[..^2].SequenceEqual(q.shape[..^2]))
            throw new ArgumentException($"Keys need the leading axes of the queries: {shapes}.", nameof(k));
        if (v.dim() != q.dim() || !v.shape[..^2].SequenceEqual(q.shape[..^2]))
            throw new ArgumentException($"Values need the leading axes of the queries: {shapes}.", nameof(v));
        if (k.shape[^1] != q.shape[^1])
            throw new ArgumentException($"Queries and keys need the same width (last axis): {shapes}.", nameof(k));
        if (v.shape[^2] != k.shape[^2])
            throw new ArgumentException($"There must be one value for each key (last axis but one): {shapes}.", nameof(v));
        if (!q.is_floating_point() || k.dtype != q.dtype || v.dtype != q.dtype)
            throw new ArgumentException($"The inputs need one floating-point dtype, but q is {q.dtype}, k is {k.dtype}, v is {v.dtype}.", nameof(q));
        if (mask is not null) CheckMask(mask, [.. q.shape[..^1], k.shape[^2]]);
    }

    private static void CheckMask(Tensor mask, long[] scores)
    {
        if (mask.dtype != ScalarType.Bool)
            throw new ArgumentException($"The mask must be bool, true = may attend, but it is {mask.dtype}.", nameof(mask));
        bool broadcasts = mask.dim() <= scores.Length
            && mask.shape.Reverse().Zip(scores.Reverse(), (have, want) => have == 1 || have == want).All(fits => fits);
        if (!broadcasts)
            throw new ArgumentException($"The mask {Shape.Of(mask)} does not broadcast to the scores [{string.Join(", ", scores)}].", nameof(mask));
    }
    #endregion
}
