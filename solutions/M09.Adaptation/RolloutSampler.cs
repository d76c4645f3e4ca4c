using LLMCourse.Reference.Decoding;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Lets a model write several replies to each prompt.</summary>
public static class RolloutSampler
{
    /// <summary>Samples replies at temperature 1, without a filter: only so are they the policy's own.</summary>
    /// <param name="policy">The model: ids <c>[B, T]</c> in, logits <c>[B, T, V]</c> out. It writes in evaluation mode and without gradients, and
    /// has the mode that it had before afterwards.</param>
    /// <param name="prompts">The prompts' tokens, at least one prompt, each with at least one token.</param>
    /// <param name="groupSize">How many replies each prompt gets, at least 1.</param>
    /// <param name="end">The token that ends a reply, which is a part of it; any number, and with one that is no token, as −1, every reply gets as long as it may.</param>
    /// <param name="longest">How many tokens a reply has at most, with its end; at least 1.</param>
    /// <param name="random">What is drawn from: for each token in turn, one number a reply that goes on, in the order of the replies.</param>
    /// <returns>The replies, those of a prompt next to each other, in the order of the prompts. The token drawn by u is the first whose cumulative probability, in the
    /// order of ids, is above u.</returns>
    /// <exception cref="ArgumentException">There is no prompt, one is empty, or a number is out of range.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static IReadOnlyList<Rollout> Sample(nn.Module<Tensor, Tensor> policy, IReadOnlyList<IReadOnlyList<int>> prompts, int groupSize, int end, int longest, Xoshiro256 random)
    {
        // TODO M09.E5: while a reply goes on: the logits after each one's last token, a draw for each, its log-probability kept.
        #region Solution
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(random);
        if (prompts.Count == 0 || prompts.Any(prompt => prompt.Count == 0))
            throw new ArgumentException("There must be at least one prompt, and each must have at least one token.", nameof(prompts));
        if (groupSize < 1 || longest < 1)
            throw new ArgumentException($"groupSize is {groupSize} and longest {longest}; both must be at least 1.");
        bool trains = policy.training;
        policy.eval();
        try
        {
            using var noGrad = no_grad();
            List<int>[] rows = [.. prompts.SelectMany(prompt => Enumerable.Range(0, groupSize).Select(_ => prompt.ToList()))];
            List<double>[] logProbs = [.. rows.Select(_ => new List<double>())];
            int[] open = [.. Enumerable.Range(0, rows.Length)];
            for (int step = 0; step < longest && open.Length > 0; step++)
            {
                double[][] next = NextLogProbs(policy, [.. open.Select(i => rows[i])]);
                for (int k = 0; k < open.Length; k++)
                {
                    int token = Draw(next[k], random.NextDouble());
                    rows[open[k]].Add(token);
                    logProbs[open[k]].Add(next[k][token]);
                }

                open = [.. open.Where(i => rows[i][^1] != end)];
            }

            return [.. rows.Select((row, i) => new Rollout(prompts[i / groupSize], row[prompts[i / groupSize].Count..], logProbs[i]))];
        }
        finally
        {
            policy.train(trains);
        }
        #endregion
    }

    #region Solution
    /// <summary>Computes the log-probabilities after each row's last token. Rows are padded on the right, which a causal model does not see.</summary>
    private static double[][] NextLogProbs(nn.Module<Tensor, Tensor> policy, List<int>[] rows)
    {
        using var scope = NewDisposeScope();
        int length = rows.Max(row => row.Count);
        long[,] ids = new long[rows.Length, length];
        for (int b = 0; b < rows.Length; b++)
            for (int t = 0; t < rows[b].Count; t++) ids[b, t] = rows[b][t];
        Tensor last = tensor(rows.Select(row => row.Count - 1L).ToArray());                                            // [B]
        Tensor logits = policy.call(tensor(ids));                                                                      // [B, T, V]
        Tensor next = nn.functional.log_softmax(logits[arange(rows.Length), last].to(ScalarType.Float64), dim: 1);     // [B, V]
        double[] all = next.flatten().contiguous().data<double>().ToArray();
        return [.. all.Chunk((int)next.shape[1])];
    }

    private static int Draw(double[] logProbs, double u)
    {
        double sum = 0;
        for (int token = 0; token < logProbs.Length; token++)
        {
            sum += Math.Exp(logProbs[token]);
            if (sum > u)
                return token;
        }

        // Rounding can leave the sum below u; the last token that can be drawn is then meant.
        return Array.FindLastIndex(logProbs, value => value > double.NegativeInfinity);
    }
    #endregion
}
