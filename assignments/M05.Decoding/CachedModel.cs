using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M05;

/// <summary>Runs a <see cref="CausalModel"/> on new tokens only; what came before is in a <see cref="KvCache"/>.</summary>
public static class CachedModel
{
    /// <summary>Computes the logits of new tokens, and adds them to the cache.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">T new tokens for each sequence, int64 <c>[B, T]</c>, T at least 1.</param>
    /// <param name="cache">A cache for this model, changed in place; pads are the first slots that it was ever given.</param>
    /// <returns>
    /// Logits, float32 <c>[B, T, V]</c>, as <see cref="CausalModel.Logits"/> gives them for these places of the whole text; with a sliding
    /// cache, with its capacity as the window. Those of pads mean nothing. A new tensor that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="ids"/> is not int64 <c>[B, T]</c> with the B of the cache, a token is not from 0 to V − 1, or the tokens do not fit
    /// into a cache that throws; the cache is then as it was.
    /// </exception>
    [Exercise("M05.E5")]
    public static Tensor Forward(CausalModel model, Tensor ids, KvCache cache)
    {
        // TODO M05.E5: as CausalModel.Logits, but with positions from cache.Seen on, and keys and values from cache.Append.
        throw new NotImplementedException("M05.E5: as CausalModel.Logits, but with positions from cache.Seen on, and keys and values from cache.Append.");
    }

    /// <summary>Reads a prompt in pieces, which bounds the memory of the scores, and computes the logits after its last token.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">The prompt, int64 <c>[B, T]</c>, T at least 1.</param>
    /// <param name="cache">A cache for this model, changed in place.</param>
    /// <param name="chunk">Tokens of a piece, at least 1; the last piece may be shorter.</param>
    /// <returns>Logits after the last token, float32 <c>[B, V]</c>, the same for any chunk; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Forward"/>, for the whole prompt; or <paramref name="chunk"/> is below 1. The cache is then as it was.</exception>
    [Exercise("M05.E5")]
    public static Tensor Prefill(CausalModel model, Tensor ids, KvCache cache, int chunk)
    {
        // TODO M05.E5: check everything first, then run Forward on one piece after the other and keep the last logits.
        throw new NotImplementedException("M05.E5: check everything first, then run Forward on one piece after the other and keep the last logits.");
    }

    /// <summary>Goes on from a prompt by the most likely token each time.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">int64 <c>[B, T]</c>, T at least 1.</param>
    /// <param name="maxTokens">How many tokens to make for each sequence, at least 0.</param>
    /// <param name="cache">A cache for this model, to which prompt and new tokens are added, the last new token excepted; changed in place.</param>
    /// <returns>The new tokens, int64 <c>[B, maxTokens]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">
    /// As for <see cref="Forward"/>, or <paramref name="maxTokens"/> is negative, or a cache that throws has no room for the prompt and all new
    /// tokens but the last; the cache is then as it was.
    /// </exception>
    [Exercise("M05.E5")]
    public static Tensor Generate(CausalModel model, Tensor prompt, int maxTokens, KvCache cache)
    {
        // TODO M05.E5: prefill, then run each new token alone through the model.
        throw new NotImplementedException("M05.E5: prefill, then run each new token alone through the model.");
    }
}
