using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Lets a decoder choose between a word of its vocabulary and a word of the source.</summary>
public static class PointerHead
{
    /// <summary>What the probability of copying a word counts at least, so that every logarithm is finite.</summary>
    public const double Floor = 1e-30;

    /// <summary>Computes log P(w) = log(g·softmax(logits)_w + (1 − g)·max(Σ α_i, Floor)), the sum over the source positions i that hold w.</summary>
    /// <param name="logits">What the decoder would write, floating point <c>[B, T, V]</c>.</param>
    /// <param name="gate">The logit of g, the probability of writing from the vocabulary, <c>[B, T]</c>; ±10⁴ is fine.</param>
    /// <param name="scores">Attention to the source, not normalised, <c>[B, T, S]</c>; α is its softmax over the positions where the mask is true.</param>
    /// <param name="copies">The id that each position holds, int64 <c>[B, S]</c>, below V + <paramref name="extra"/>.</param>
    /// <param name="sourceMask">Bool <c>[B, S]</c>, true where there is a word: at least once in each row.</param>
    /// <param name="extra">How many ids there are beyond the vocabulary, at least 0. They cannot be written but by copying.</param>
    /// <returns>Finite log-probabilities <c>[B, T, V + extra]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, <paramref name="extra"/> is negative, an id is out of range, or a row of the mask is
    /// false everywhere.</exception>
    /// <remarks>See et al. 2017, §2.2, eq. 9 (<see href="https://arxiv.org/abs/1704.04368"/>), in logarithms. Differs: the floor.</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static Tensor Mix(Tensor logits, Tensor gate, Tensor scores, Tensor copies, Tensor sourceMask, int extra)
    {
        // TODO M11.E3: add up α by id, take logarithms of both parts, and add the parts with logaddexp; ids from V on have the second part alone.
        #region Solution
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(sourceMask);
        ArgumentOutOfRangeException.ThrowIfNegative(extra);
        if (logits.dim() != 3 || scores.dim() != 3)
            throw new ArgumentException($"logits and scores must be [B, T, V] and [B, T, S], but they are {Text(logits)} and {Text(scores)}.");
        long b = logits.shape[0], t = logits.shape[1], v = logits.shape[2], s = scores.shape[2];
        if (!gate.shape.SequenceEqual([b, t]) || !scores.shape.SequenceEqual([b, t, s]) || !copies.shape.SequenceEqual([b, s]) || !sourceMask.shape.SequenceEqual([b, s]))
            throw new ArgumentException($"gate, scores, copies and sourceMask must be [B, T], [B, T, S], [B, S] and [B, S], but they are {Text(gate)}, {Text(scores)}, {Text(copies)} and {Text(sourceMask)}.");
        using DisposeScope scope = NewDisposeScope();
        if (copies.lt(0).logical_or(copies.ge(v + extra)).any().item<bool>())
            throw new ArgumentException($"copies has an id outside of 0 to {v + extra - 1}.", nameof(copies));
        if (!sourceMask.any(1).all().item<bool>())
            throw new ArgumentException("A row of sourceMask is false everywhere; each source needs a word.", nameof(sourceMask));
        Tensor weights = nn.functional.softmax(scores.masked_fill(sourceMask.logical_not().unsqueeze(1), double.NegativeInfinity), 2); // [B, T, S]
        Tensor copied = zeros([b, t, v + extra], logits.dtype).scatter_add(2, copies.unsqueeze(1).expand(b, t, s), weights);
        Tensor fromSource = nn.functional.logsigmoid(-gate).unsqueeze(2) + copied.clamp_min(Floor).log();       // [B, T, V + extra]
        Tensor written = nn.functional.logsigmoid(gate).unsqueeze(2) + nn.functional.log_softmax(logits, 2);    // [B, T, V]
        Tensor known = logaddexp(written, fromSource.narrow(2, 0, v));
        return cat([known, fromSource.narrow(2, v, extra)], 2).MoveToOuterDisposeScope();
        #endregion
    }

    #region Solution
    private static string Text(Tensor x) => $"[{string.Join(", ", x.shape)}]";
    #endregion
}
