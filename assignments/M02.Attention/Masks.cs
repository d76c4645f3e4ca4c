using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Who may see whom: bool masks for attention, <b>true = may attend</b>, row = query, column = key.</summary>
/// <remarks>Masks combine with <c>&amp;</c>: <c>Masks.Causal(t) &amp; Masks.BlockDiagonal(ids)</c> is causal within each document.</remarks>
public static class Masks
{
    /// <summary>Lets each position see itself and what came before it: k ≤ q.</summary>
    /// <param name="length">Positions T, at least 1.</param>
    /// <returns>bool <c>[T, T]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="length"/> is below 1.</exception>
    /// <remarks>Vaswani et al. 2017, §3.2.3, third item (<see href="https://arxiv.org/abs/1706.03762"/>).</remarks>
    [Exercise("M02.E3", Title = "Attention masks", Weight = 1)]
    public static Tensor Causal(long length)
    {
        // TODO M02.E3: return a bool matrix that is true where the key's position is at or before the query's.
        throw new NotImplementedException("M02.E3: return a bool matrix that is true where the key's position is at or before the query's.");
    }

    /// <summary>Hides the padding behind each sequence of a batch: k &lt; lengths[b].</summary>
    /// <param name="lengths">For each of the B sequences its number of real tokens, 0 to <paramref name="length"/>; they stand in front.</param>
    /// <param name="length">Positions T of the padded batch, at least 1.</param>
    /// <returns>
    /// bool <c>[B, 1, T, T]</c>, the second axis for the heads; every query of sequence b, padding too, sees its first
    /// <c>lengths[b]</c> keys. A new tensor that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="lengths"/> is empty or one of them is negative or above <paramref name="length"/>, or <paramref name="length"/> is below 1.
    /// </exception>
    [Exercise("M02.E3")]
    public static Tensor Padding(ReadOnlySpan<long> lengths, long length)
    {
        // TODO M02.E3: return [B, 1, T, T], true where the key is one of the first lengths[b] positions.
        throw new NotImplementedException("M02.E3: return [B, 1, T, T], true where the key is one of the first lengths[b] positions.");
    }

    /// <summary>Lets each position see itself and the <paramref name="window"/> − 1 before it: q − window &lt; k ≤ q.</summary>
    /// <param name="length">Positions T, at least 1.</param>
    /// <param name="window">How many keys a query sees, itself included, at least 1; from T on the mask is <see cref="Causal"/>.</param>
    /// <returns>bool <c>[T, T]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="length"/> or <paramref name="window"/> is below 1.</exception>
    /// <remarks>Beltagy et al. 2020, §3.1 (<see href="https://arxiv.org/abs/2004.05150"/>). Differs: the window looks back only, as in Mistral 7B.</remarks>
    [Exercise("M02.E3")]
    public static Tensor SlidingWindow(long length, long window)
    {
        // TODO M02.E3: return a causal mask in which a query sees no more than the last `window` keys, itself included.
        throw new NotImplementedException("M02.E3: return a causal mask in which a query sees no more than the last `window` keys, itself included.");
    }

    /// <summary>Lets every position see the whole prefix, and is causal after it: k &lt; prefix or k ≤ q.</summary>
    /// <param name="length">Positions T, at least 1.</param>
    /// <param name="prefix">Positions of the prefix, 0 (<see cref="Causal"/>) to T (everything).</param>
    /// <returns>bool <c>[T, T]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="length"/> is below 1, or <paramref name="prefix"/> is not from 0 to it.</exception>
    /// <remarks>Raffel et al. 2020, §3.2.1, figure 3, "causal with prefix" (<see href="https://arxiv.org/abs/1910.10683"/>).</remarks>
    [Exercise("M02.E3")]
    public static Tensor PrefixLm(long length, long prefix)
    {
        // TODO M02.E3: return a causal mask in which, besides, every query sees all keys of the prefix.
        throw new NotImplementedException("M02.E3: return a causal mask in which, besides, every query sees all keys of the prefix.");
    }

    /// <summary>Keeps documents that were packed into one sequence apart: documentIds[q] = documentIds[k].</summary>
    /// <param name="documentIds">For each of the T positions the document that it belongs to; any numbers.</param>
    /// <returns>
    /// bool <c>[T, T]</c>, symmetric: it looks forward too, so a language model combines it with <see cref="Causal"/>. A new tensor
    /// that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="documentIds"/> is empty.</exception>
    [Exercise("M02.E3")]
    public static Tensor BlockDiagonal(ReadOnlySpan<long> documentIds)
    {
        // TODO M02.E3: return a bool matrix that is true where query and key belong to the same document.
        throw new NotImplementedException("M02.E3: return a bool matrix that is true where query and key belong to the same document.");
    }
}
