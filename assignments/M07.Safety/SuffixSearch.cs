using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M07;

/// <summary>Searches for tokens that, put behind a prompt, lower a loss: a greedy coordinate gradient, small enough for a toy.</summary>
/// <remarks>Zou et al. 2023, §2.2 and algorithm 1 (<see href="https://arxiv.org/abs/2307.15043"/>). Differs: a step that finds nothing
/// better keeps the suffix; the token that stands at a place is no replacement for itself. Whoever guards a model runs it against the
/// guard, as an automatic tester.</remarks>
public static class SuffixSearch
{
    /// <summary>Computes how the loss would change, to first order, with each token at each of the last places: ∂L/∂e_v = ⟨∂L/∂x, E_v⟩
    /// for the one-hot entry of token v.</summary>
    /// <param name="table">The embeddings E, floating point <c>[V, C]</c>; its gradient stays as it is.</param>
    /// <param name="loss">Gives losses <c>[N]</c> of embeddings <c>[N, T, C]</c>.</param>
    /// <param name="ids">The tokens of the sequence, at least one.</param>
    /// <param name="places">How many of the last places are asked about, from 1 to the number of tokens.</param>
    /// <returns>Gradients <c>[places, V]</c> of the table's type; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The table is no matrix of floating point numbers, a token is not in it, or
    /// <paramref name="places"/> is out of range.</exception>
    [Exercise("M07.E4")]
    public static Tensor TokenGradient(Tensor table, Func<Tensor, Tensor> loss, IReadOnlyList<int> ids, int places)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(ids);
        // TODO M07.E4: the gradient with respect to the rows, times the transposed table; no weight may get a gradient from it.
        throw new NotImplementedException("M07.E4: the gradient with respect to the rows, times the transposed table; no weight may get a gradient from it.");
    }

    /// <summary>Searches for a suffix.</summary>
    /// <remarks>
    /// The suffix begins as <see cref="SuffixOptions.Length"/> times the first allowed token, and its loss is the first of
    /// <see cref="SuffixResult.Losses"/>. A step takes the gradient at the present suffix. For each place it lists the allowed tokens but
    /// the present one, the most negative gradient first, of equal ones the lower id, at most <see cref="SuffixOptions.TopK"/>. Then it
    /// draws the candidates with one <see cref="Xoshiro256"/> for the whole search, each with two numbers u of
    /// <see cref="Xoshiro256.NextDouble"/>: place ⌊u·length⌋, then entry ⌊u·k⌋ of its list, k the length of the list. Each candidate
    /// differs from the present suffix in this token. All are given to the loss in one batch. The one with the lowest loss, of equal ones
    /// the first, is the new suffix if its loss is below the present one. With one allowed token there is no candidate, and no step gives
    /// anything to the loss.
    /// </remarks>
    /// <param name="table">The embeddings, floating point <c>[V, C]</c>.</param>
    /// <param name="loss">Gives losses <c>[N]</c> of embeddings <c>[N, T, C]</c>; T is the length of prompt and suffix.</param>
    /// <param name="prompt">The tokens before the suffix; may be none.</param>
    /// <param name="options">How.</param>
    /// <returns>The best suffix.</returns>
    /// <exception cref="ArgumentException">The table is no matrix of floating point numbers, a token is not in it, one is allowed twice
    /// or none is, or a number of the options is out of range.</exception>
    [Exercise("M07.E4")]
    public static SuffixResult Find(Tensor table, Func<Tensor, Tensor> loss, IReadOnlyList<int> prompt, SuffixOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        // TODO M07.E4: in each step, list what the gradient promises, draw candidates, and keep the best by its true loss.
        throw new NotImplementedException("M07.E4: in each step, list what the gradient promises, draw candidates, and keep the best by its true loss.");
    }
}
