using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>Scaled dot-product attention and its masks, without any parameters.</summary>
public static class Attention
{
    /// <summary>Computes softmax(q·kᵀ/√d)·v over the keys that the mask allows.</summary>
    /// <param name="q">Queries, floating point <c>[…, S, d]</c>.</param>
    /// <param name="k">Keys, of the same type, <c>[…, K, d]</c>; the leading dimensions broadcast.</param>
    /// <param name="v">Values, of the same type, <c>[…, K, dv]</c>.</param>
    /// <param name="mask">Bool, broadcastable to <c>[…, S, K]</c>; true means that the query may attend to the key. Null: every query
    /// attends to every key.</param>
    /// <returns>Context <c>[…, S, dv]</c>; a new tensor that the caller disposes. A query that may attend to nothing gets zeros.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the types differ, or the mask is not bool.</exception>
    /// <remarks>
    /// Vaswani et al. 2017, §3.2.1, eq. 1 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: the queries are scaled
    /// instead of the scores, which is S·d multiplications instead of S·K, and rounds differently in the last bit.
    /// </remarks>
    public static Tensor ScaledDotProduct(Tensor q, Tensor k, Tensor v, Tensor? mask = null)
    {
        CheckShapes(q, k, v, mask);
        using var scope = NewDisposeScope();
        if (mask is null)
            return Attend(q, k, v, bias: null).MoveToOuterDisposeScope();

        Tensor attendsToAny = mask.any(-1, keepdim: true);                                // […, S, 1]
        Tensor context = Attend(q, k, v, ToBias(mask, attendsToAny, q.dtype));            // […, S, dv]
        return context.masked_fill(attendsToAny.logical_not(), 0).MoveToOuterDisposeScope();
    }

    /// <summary>Makes the mask under which a position attends to itself and to everything before it.</summary>
    /// <param name="length">The number of positions S, at least 0.</param>
    /// <param name="device">Where to put the mask; null: the CPU.</param>
    /// <returns>Bool <c>[S, S]</c>, true on and below the diagonal; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public static Tensor CausalMask(long length, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        using var scope = NewDisposeScope();
        Tensor position = arange(length, ScalarType.Int64, device);                       // [S]
        return position.unsqueeze(1).ge(position.unsqueeze(0)).MoveToOuterDisposeScope(); // [S, S]
    }

    /// <summary>Makes what is added to the scores of T positions after P others so that each attends to itself and to everything before it:
    /// 0 where a position may attend, −∞ elsewhere.</summary>
    /// <returns><c>[T, P + T]</c>.</returns>
    internal static Tensor CausalBias(long length, ScalarType dtype, Device? device = null, long earlier = 0)
    {
        using var scope = NewDisposeScope();
        return full([length, earlier + length], double.NegativeInfinity, dtype, device).triu(1 + earlier).MoveToOuterDisposeScope();
    }

    /// <summary>The computation itself, in one operator that never holds all S·K scores.</summary>
    /// <param name="q">Queries <c>[…, S, d]</c>.</param>
    /// <param name="k">Keys <c>[…, K, d]</c>.</param>
    /// <param name="v">Values <c>[…, K, dv]</c>.</param>
    /// <param name="bias">Added to the scores, of the type of the queries, broadcastable to <c>[…, S, K]</c>; −∞
    /// hides a key. No row may be −∞ throughout.</param>
    /// <param name="dropout">The probability that a weight is dropped, 0 for none.</param>
    /// <param name="causal">Whether each of S = K positions attends to itself and to what is before it alone; without a bias.</param>
    /// <returns>Context <c>[…, S, dv]</c>, in the caller's scope.</returns>
    internal static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias, double dropout = 0, bool causal = false) =>
        functional.scaled_dot_product_attention(q, k, v, bias, dropout, is_casual: causal); // […, S, dv]

    /// <summary>Turns a bool mask into what is added to the scores; a row without any key stays
    /// unmasked, because its softmax would be 0/0.</summary>
    internal static Tensor ToBias(Tensor mask, Tensor attendsToAny, ScalarType dtype) =>
        zeros(mask.shape, dtype, mask.device).masked_fill_(mask.logical_not().logical_and(attendsToAny), double.NegativeInfinity);

    private static long[] Broadcast(long[] a, long[] b)
    {
        if (a.AsSpan().SequenceEqual(b))
            return a;
        var result = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            long left = i <= a.Length ? a[^i] : 1, right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
                throw new ArgumentException(
                    $"The leading dimensions {Shapes.Join(a)} and {Shapes.Join(b)} do not broadcast; make them equal, or 1 where one is shared.");
            result[^i] = left == 1 ? right : left;
        }

        return result;
    }

    private static void CheckShapes(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2)
            throw new ArgumentException(
                $"q {Shapes.Text(q)}, k {Shapes.Text(k)} and v {Shapes.Text(v)} need at least two dimensions, positions and width.");
        if (q.shape[^1] != k.shape[^1])
            throw new ArgumentException($"q {Shapes.Text(q)} and k {Shapes.Text(k)} differ in width; their last dimensions must be equal.");
        if (k.shape[^2] != v.shape[^2])
            throw new ArgumentException(
                $"k {Shapes.Text(k)} and v {Shapes.Text(v)} differ in the number of keys; their last dimensions but one must be equal.");
        if (q.shape[^1] == 0)
            throw new ArgumentException($"q {Shapes.Text(q)} and k {Shapes.Text(k)} have width 0; give them at least one column.");
        if (q.dtype != k.dtype || q.dtype != v.dtype)
            throw new ArgumentException($"q is {q.dtype}, k {k.dtype} and v {v.dtype}; convert them to one type.");
        long[] lead = Broadcast(Broadcast(q.shape[..^2], k.shape[..^2]), v.shape[..^2]);
        if (mask is null)
            return;
        if (mask.dtype != ScalarType.Bool)
            throw new ArgumentException($"The mask is {mask.dtype}; make it bool, true where a query may attend.");
        if (!Fits(mask.shape, q.shape[^2], k.shape[^2]))
            throw new ArgumentException(
                $"The mask {Shapes.Text(mask)} does not broadcast to […, {q.shape[^2]}, {k.shape[^2]}], queries by keys.");
        if (mask.ndim > 2)
            _ = Broadcast(lead, mask.shape[..^2]);
    }

    private static bool Fits(long[] mask, long queries, long keys) =>
        mask.Length >= 1 && (mask[^1] == keys || mask[^1] == 1) && (mask.Length == 1 || mask[^2] == queries || mask[^2] == 1);
}
