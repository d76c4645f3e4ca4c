using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Causal attention with keys and values that come before those of the tokens, and that no token has made.</summary>
/// <remarks>Li and Liang 2021, §4.1 (<see href="https://arxiv.org/abs/2101.00190"/>).</remarks>
public static class PrefixAttention
{
    /// <summary>Makes the mask: who may attend to what.</summary>
    /// <param name="prefix">P, the number of keys that no token has made, at least 0.</param>
    /// <param name="tokens">T, at least 1.</param>
    /// <returns>Boolean <c>[T, P + T]</c>, true where a token may attend: to the whole prefix, to itself and to the tokens before it. A new
    /// tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public static Tensor Mask(long prefix, long tokens)
    {
        // TODO M09.E3: token t is the key in column P + t.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        using var scope = NewDisposeScope();
        Tensor queries = arange(prefix, prefix + tokens).unsqueeze(1), keys = arange(prefix + tokens).unsqueeze(0);
        return keys.le(queries).MoveToOuterDisposeScope();                               // [T, P + T]
        #endregion
    }

    /// <summary>Computes softmax(Q·[Kp; K]ᵀ/√D)·[Vp; V] for every head, over the keys that <see cref="Mask"/> allows.</summary>
    /// <param name="q">Queries, floating point <c>[B, H, T, D]</c>.</param>
    /// <param name="k">Keys of the tokens, <c>[B, H, T, D]</c>.</param>
    /// <param name="v">Values of the tokens, <c>[B, H, T, D]</c>.</param>
    /// <param name="prefixKeys">Keys of the prefix, <c>[H, P, D]</c>, the same for all rows of the batch; P may be 0.</param>
    /// <param name="prefixValues">Values of the prefix, <c>[H, P, D]</c>.</param>
    /// <returns>Context <c>[B, H, T, D]</c>; a new tensor that the caller disposes. Gradients reach all five.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the types differ.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor prefixKeys, Tensor prefixValues)
    {
        // TODO M09.E3: put the prefix before the tokens in keys and values, and mask the scores.
        #region Solution
        Tensor[] all = [q, k, v, prefixKeys, prefixValues];
        foreach (Tensor each in all)
            ArgumentNullException.ThrowIfNull(each);
        if (q.dim() != 4 || !k.shape.SequenceEqual(q.shape) || !v.shape.SequenceEqual(q.shape))
            throw new ArgumentException("q, k and v must be [B, H, T, D], all of one shape.");
        long b = q.shape[0], h = q.shape[1], t = q.shape[2], d = q.shape[3];
        if (prefixKeys.dim() != 3 || prefixKeys.shape[0] != h || prefixKeys.shape[2] != d || !prefixValues.shape.SequenceEqual(prefixKeys.shape))
            throw new ArgumentException($"prefixKeys and prefixValues must be [{h}, P, {d}], both of one shape.");
        if (all.Any(each => each.dtype != q.dtype))
            throw new ArgumentException("All five tensors must be of one type.");

        using var scope = NewDisposeScope();
        long p = prefixKeys.shape[1];
        Tensor keys = cat([prefixKeys.unsqueeze(0).expand(b, h, p, d), k], dim: 2);      // [B, H, P + T, D]
        Tensor values = cat([prefixValues.unsqueeze(0).expand(b, h, p, d), v], dim: 2);
        Tensor scores = q.matmul(keys.transpose(-2, -1)) / Math.Sqrt(d);                 // [B, H, T, P + T]
        Tensor weights = scores.masked_fill(Mask(p, t).logical_not(), double.NegativeInfinity).softmax(-1);
        return weights.matmul(values).MoveToOuterDisposeScope();                         // [B, H, T, D]
        #endregion
    }
}
