using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Softmax and its logarithm, safe for logits of any size.</summary>
/// <remarks>
/// Both subtract the maximum along the axis first, which leaves the result as it is (softmax(x + c) = softmax(x)) and keeps
/// every exponent at or below 0; without it exp overflows above 88 in float32. Goodfellow, Bengio and Courville 2016,
/// "Deep Learning", §4.1 (<see href="https://www.deeplearningbook.org/contents/numerical.html"/>).
/// Differs: a row that is −∞ throughout has probabilities 0, not NaN.
/// </remarks>
public static class Softmax
{
    /// <summary>Computes exp(xᵢ) / Σⱼ exp(xⱼ) along one axis.</summary>
    /// <param name="x">Logits, float32 or float64 <c>[…]</c> of rank 1 or more. −∞ marks an entry that is masked out.</param>
    /// <param name="dim">The axis, from −rank to rank − 1; −1 is the last one.</param>
    /// <returns>
    /// Probabilities, the dtype and shape of <paramref name="x"/>; each row along <paramref name="dim"/> sums to 1, and a row that
    /// is −∞ throughout is all zeros. An empty tensor gives an empty one. A new tensor that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not floating point, or <paramref name="dim"/> is not an axis of it.</exception>
    /// <remarks>Example: [0, ln 3] → [0.25, 0.75].</remarks>
    [Exercise("M02.E1", Title = "Stable softmax and log-softmax", Weight = 1)]
    public static Tensor Probabilities(Tensor x, long dim)
    {
        // TODO M02.E1: check the arguments, subtract the row maximum, exponentiate and divide by the sum; a row of −∞ gives zeros.
        throw new NotImplementedException("M02.E1: check the arguments, subtract the row maximum, exponentiate and divide by the sum; a row of −∞ gives zeros.");
    }

    /// <summary>Computes xᵢ − ln Σⱼ exp(xⱼ) along one axis, with the natural logarithm.</summary>
    /// <param name="x">Logits, float32 or float64 <c>[…]</c> of rank 1 or more. −∞ marks an entry that is masked out.</param>
    /// <param name="dim">The axis, from −rank to rank − 1; −1 is the last one.</param>
    /// <returns>
    /// Log-probabilities in nats, the dtype and shape of <paramref name="x"/>; −∞ where the probability is 0, and throughout a row
    /// that is −∞ throughout. A new tensor that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not floating point, or <paramref name="dim"/> is not an axis of it.</exception>
    /// <remarks>
    /// Not the logarithm of <see cref="Probabilities"/>: there a probability below 1e-45 has become 0 and its logarithm −∞,
    /// while here [0, 1000] → [−1000, 0] exactly.
    /// </remarks>
    [Exercise("M02.E1")]
    public static Tensor LogProbabilities(Tensor x, long dim)
    {
        // TODO M02.E1: check the arguments, subtract the row maximum, then subtract the logarithm of the sum of exponentials.
        throw new NotImplementedException("M02.E1: check the arguments, subtract the row maximum, then subtract the logarithm of the sum of exponentials.");
    }
}
