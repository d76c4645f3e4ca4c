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
        throw new NotImplementedException("M09.E3: token t is the key in column P + t.");
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
        throw new NotImplementedException("M09.E3: put the prefix before the tokens in keys and values, and mask the scores.");
    }
}
