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
        #region Solution
        Check(table, ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places, ids.Count);
        using IDisposable scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        Tensor rows = Embed(table, [ids]).requires_grad_();                                         // [1, T, C]
        Tensor gradient = autograd.grad([loss(rows).sum()], [rows])[0];                             // [1, T, C]
        Tensor last = gradient[0].narrow(0, ids.Count - places, places);                            // [places, C]
        return last.mm(table.detach().t()).MoveToOuterDisposeScope();                               // [places, V]
        #endregion
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
        #region Solution
        Check(table, [.. prompt, .. options.Allowed]);
        if (options.Allowed.Count == 0 || options.Allowed.Distinct().Count() < options.Allowed.Count)
            throw new ArgumentException("Allow at least one token, and each once.", nameof(options));
        foreach (int number in new[] { options.Length, options.TopK, options.Candidates, options.Steps + 1 })
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, nameof(options));
        Xoshiro256 random = new(options.Seed);
        int[] suffix = [.. Enumerable.Repeat(options.Allowed[0], options.Length)];
        int evaluations = 0;
        List<double> losses = [Losses([suffix])[0]];
        for (int step = 0; step < options.Steps; step++)
        {
            if (options.Allowed.Count > 1)
            {
                int[][] lists = Replacements(suffix);
                int[][] candidates = [.. Enumerable.Range(0, options.Candidates).Select(_ => Draw(suffix, lists, random))];
                double[] found = Losses(candidates);
                int best = Array.IndexOf(found, found.Min());
                if (found[best] < losses[^1])
                {
                    suffix = candidates[best];
                    losses.Add(found[best]);
                    continue;
                }
            }

            losses.Add(losses[^1]);
        }

        return new SuffixResult(suffix, losses, evaluations);

        double[] Losses(int[][] suffixes)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            evaluations += suffixes.Length;
            return [.. loss(Embed(table, [.. suffixes.Select(one => (int[])[.. prompt, .. one])])).to(ScalarType.Float64).data<double>()];
        }

        int[][] Replacements(int[] present)
        {
            using IDisposable scope = NewDisposeScope();
            evaluations++;
            int width = (int)table.shape[0];
            Tensor slopes = TokenGradient(table, loss, [.. prompt, .. present], present.Length);        // [length, V]
            double[] gradient = [.. slopes.to(ScalarType.Float64).data<double>()];
            return [.. present.Select((token, place) => Best(id => gradient[(place * width) + id], token))];
        }

        int[] Best(Func<int, double> slope, int present)
        {
            IEnumerable<int> others = options.Allowed.Where(id => id != present);
            return [.. others.OrderBy(slope).ThenBy(id => id).Take(options.TopK)];
        }
        #endregion
    }

    #region Solution
    private static int[] Draw(int[] suffix, int[][] lists, Xoshiro256 random)
    {
        int place = (int)(random.NextDouble() * suffix.Length);
        int[] candidate = [.. suffix];
        candidate[place] = lists[place][(int)(random.NextDouble() * lists[place].Length)];
        return candidate;
    }

    private static void Check(Tensor table, IReadOnlyList<int> ids)
    {
        if (!table.is_floating_point() || table.ndim != 2)
            throw new ArgumentException("The table must be floating point [V, C].", nameof(table));
        foreach (int id in ids)
        {
            if (id < 0 || id >= table.shape[0])
                throw new ArgumentException($"There is no token {id}; the table has {table.shape[0]}.", nameof(ids));
        }
    }

    /// <summary>Takes rows of the table, without a way back to it.</summary>
    private static Tensor Embed(Tensor table, IReadOnlyList<IReadOnlyList<int>> ids)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor index = tensor(ids.SelectMany(row => row).Select(id => (long)id).ToArray());
        Tensor rows = table.detach().index_select(0, index);                                        // [N·T, C]
        return rows.reshape(ids.Count, ids[0].Count, table.shape[1]).MoveToOuterDisposeScope();     // [N, T, C]
    }
    #endregion
}
