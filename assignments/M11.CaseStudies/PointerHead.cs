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
        throw new NotImplementedException("M11.E3: add up α by id, take logarithms of both parts, and add the parts with logaddexp; ids from V on have the second part alone.");
    }
}
