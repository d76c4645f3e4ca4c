using LLMCourse.Reference.Decoding;

namespace LLMCourse.M06;

/// <summary>Chooses the examples that a few-shot prompt shows.</summary>
/// <remarks>
/// Similar examples: Liu et al. 2022, "What Makes Good In-Context Examples for GPT-3?", §2
/// (<see href="https://arxiv.org/abs/2101.06804"/>). Maximal marginal relevance: Carbonell and Goldstein 1998, §2
/// (<see href="https://doi.org/10.1145/290941.291025"/>). Labels and order: Zhao et al. 2021, "Calibrate Before Use", §4
/// (<see href="https://arxiv.org/abs/2102.09690"/>).
/// </remarks>
public static class ExampleSelector
{
    /// <summary>Computes the cosine of the angle between two vectors, a·b / (|a|·|b|), in double.</summary>
    /// <param name="a">A vector, float32 <c>[C]</c>.</param>
    /// <param name="b">A vector of the same length.</param>
    /// <returns>From −1 to 1, up to rounding; 0 where one of the vectors has the length 0.</returns>
    /// <exception cref="ArgumentException">The vectors differ in length, or one holds NaN or ±∞.</exception>
    [Exercise("M06.E3", Title = "Choosing few-shot examples", Weight = 2)]
    public static double Cosine(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        // TODO M06.E3: divide the dot product by both lengths, and say 0 where a length is 0.
        #region Solution
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count) throw new ArgumentException($"a has {a.Count} elements and b {b.Count}; give vectors of one length.");
        double dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Count; i++)
        {
            if (!float.IsFinite(a[i]) || !float.IsFinite(b[i])) throw new ArgumentException($"Element {i} of a vector is NaN or infinite; give finite numbers.");
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return aa == 0 || bb == 0 ? 0 : dot / (Math.Sqrt(aa) * Math.Sqrt(bb));
        #endregion
    }

    /// <summary>Chooses up to <paramref name="k"/> different examples, one after the other.</summary>
    /// <param name="question">The question that the prompt will end with.</param>
    /// <param name="vector">Its embedding, float32 <c>[C]</c>.</param>
    /// <param name="pool">The examples. One that asks the same question, white space and case apart, is never chosen: it would give the
    /// answer away.</param>
    /// <param name="k">How many to choose; all that may be chosen if there are fewer.</param>
    /// <param name="options">How.</param>
    /// <returns>Indices into the pool, in the order in which the prompt shows them; a new array.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="k"/> is negative, λ is not from 0 to 1, or, whatever the mode, a vector of the pool differs in length from
    /// <paramref name="vector"/> or holds NaN or ±∞.
    /// </exception>
    /// <remarks>
    /// <para>For each place, one of the examples that are left is chosen:</para>
    /// <list type="bullet">
    /// <item>Random: one number u of <see cref="Xoshiro256.NextDouble"/>, from a generator with the options' seed; of the n that are
    /// left, in the pool's order, the one at ⌊u·n⌋.</item>
    /// <item>Similar: the greatest cosine with the question.</item>
    /// <item>Mmr: the greatest λ·cos(example, question) − (1 − λ)·max cos(example, chosen one), where the maximum over none is 0.</item>
    /// </list>
    /// <para>Among equals the lowest index wins. With balanced labels, only those examples are looked at whose label has been chosen
    /// least often so far, of the labels that have examples left; labels are the same where their characters are. Two texts ask the same
    /// question if they are equal, regardless of case (ordinal), after white space at both ends is taken off and every run of it within
    /// made one space.</para>
    /// <para>Random examples are shown in the order in which they were drawn. The others are shown the other way round, the first choice
    /// last, next to the question: models lean towards what they read last (Zhao et al. 2021).</para>
    /// </remarks>
    [Exercise("M06.E3")]
    public static int[] Pick(string question, IReadOnlyList<float> vector, IReadOnlyList<Example> pool, int k, SelectionOptions options)
    {
        // TODO M06.E3: leave out the question itself, then choose one example after the other.
        #region Solution
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (options.Lambda is not (>= 0 and <= 1)) throw new ArgumentException($"λ is {options.Lambda}, but must be from 0 to 1.", nameof(options));
        double[] relevance = [.. pool.Select(example => Cosine(vector, example.Vector))];
        string asked = Normalized(question);
        List<int> left = [.. Enumerable.Range(0, pool.Count).Where(i => !Normalized(pool[i].Question).Equals(asked, StringComparison.OrdinalIgnoreCase))];
        List<int> chosen = [];
        var random = new Xoshiro256(options.Seed);
        while (chosen.Count < k && left.Count > 0)
        {
            List<int> may = left;
            if (options.BalanceLabels)
            {
                int shown(int i) => chosen.Count(j => pool[j].Label == pool[i].Label);
                int fewest = left.Min(shown);
                may = left.FindAll(i => shown(i) == fewest);
            }

            int next = options.Mode switch
            {
                SelectionMode.Random => may[(int)(random.NextDouble() * may.Count)],
                SelectionMode.Similar => may.MaxBy(i => relevance[i]),
                _ => may.MaxBy(i => (options.Lambda * relevance[i]) - ((1 - options.Lambda) * chosen.Select(j => Cosine(pool[i].Vector, pool[j].Vector)).DefaultIfEmpty(0).Max())),
            };
            chosen.Add(next);
            left.Remove(next);
        }

        if (options.Mode != SelectionMode.Random) chosen.Reverse();
        return [.. chosen];
        #endregion
    }

    #region Solution
    private static string Normalized(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    #endregion
}
