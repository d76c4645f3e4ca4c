namespace LLMCourse.Checks.M11;

/// <summary>What the checks of the translator share.</summary>
internal static class Translating
{
    public const int Pad = 0, Begin = 1, End = 2, Unknown = 3;

    /// <summary>Writes a pair as "a b > c d".</summary>
    public static SentencePair Pair(string text)
    {
        string[] sides = text.Split('>');
        return new SentencePair(Words(sides[0]), Words(sides[1]));
    }

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Computes in double what the mixture of one position should be.</summary>
    public static double[] Mixture(ReadOnlySpan<double> logits, double gate, ReadOnlySpan<double> scores, ReadOnlySpan<double> copies,
        ReadOnlySpan<double> mask, int extra)
    {
        double[] copied = new double[logits.Length + extra];
        double greatest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < scores.Length; i++)
            if (mask[i] != 0) greatest = Math.Max(greatest, scores[i]);
        for (int i = 0; i < scores.Length; i++)
            if (mask[i] != 0) sum += Math.Exp(scores[i] - greatest);
        for (int i = 0; i < scores.Length; i++)
            if (mask[i] != 0) copied[(int)copies[i]] += Math.Exp(scores[i] - greatest) / sum;
        double top = logits[0], total = 0;
        foreach (double logit in logits) top = Math.Max(top, logit);
        foreach (double logit in logits) total += Math.Exp(logit - top);
        double[] result = new double[copied.Length];
        for (int w = 0; w < result.Length; w++)
        {
            double source = -Softplus(gate) + Math.Log(Math.Max(copied[w], 1e-30));
            double own = w < logits.Length ? -Softplus(-gate) + logits[w] - top - Math.Log(total) : double.NegativeInfinity;
            result[w] = Math.Max(own, source) + Math.Log(1 + Math.Exp(-Math.Abs(own - source)));
        }

        return result;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>Finds the best of all word sequences by trying them all.</summary>
    /// <param name="table">Log-probabilities [K, K]: of the next word after each.</param>
    /// <param name="words">K.</param>
    /// <param name="alpha">The power of the length penalty.</param>
    /// <param name="length">The greatest length, the end included.</param>
    public static (string Tokens, double Score) Exhaustive(ReadOnlySpan<double> table, int words, double alpha, int length)
    {
        (string Tokens, double Score) best = (string.Empty, double.NegativeInfinity);
        Stack<(int[] Tokens, double Sum)> open = new([([], 0)]);
        while (open.TryPop(out (int[] Tokens, double Sum) item))
        {
            int before = item.Tokens.Length == 0 ? Begin : item.Tokens[^1], n = item.Tokens.Length + 1;
            double score = (item.Sum + table[(before * words) + End]) / Math.Pow((5 + n) / 6.0, alpha);
            if (score > best.Score) best = (string.Join(' ', item.Tokens), score);
            for (int w = 0; w < words && n < length; w++)
                if (w != End) open.Push(([.. item.Tokens, w], item.Sum + table[(before * words) + w]));
        }

        return best;
    }

    /// <summary>Makes a model of a search: what comes next depends on the sentence and the last word.</summary>
    /// <param name="tables">Log-probabilities [sentences, K, K].</param>
    /// <param name="asked">Is told of each call.</param>
    public static Func<Tensor, IReadOnlyList<int>, Tensor> Chain(Tensor tables,
        Action<Tensor, IReadOnlyList<int>>? asked = null) => (prefixes, rows) =>
    {
        asked?.Invoke(prefixes, rows);
        using DisposeScope scope = NewDisposeScope();
        Tensor last = prefixes.select(1, prefixes.shape[1] - 1), sentence = tensor(rows.Select(row => (long)row).ToArray());
        return tables.index(TensorIndex.Tensor(sentence), TensorIndex.Tensor(last)).MoveToOuterDisposeScope();
    };

    public static void Observe(Probe probe, string name, IReadOnlyList<BeamHypothesis> found)
    {
        probe.Observe($"{name}: how many", found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            probe.Observe($"{name}: words {i}", string.Join(' ', found[i].Tokens));
            probe.Observe($"{name}: log-probability {i}", found[i].LogProbability);
            probe.Observe($"{name}: score {i}", found[i].Score);
            probe.Observe($"{name}: finished {i}", found[i].IsFinished);
        }
    }

    public static IReadOnlyList<string>[] Sources(params string[] sentences) => [.. sentences.Select(Words)];

    /// <summary>Makes a model of random weights that copies as often as its gate is low.</summary>
    public static TranslatorModel Model(Probe probe, int words, ulong seed, double gate)
    {
        TranslatorModel model = probe.Owns(new TranslatorModel(words, width: 16, layers: 1, heads: 2, seed));
        using IDisposable quiet = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.named_parameters())
        {
            if (name == "_gate.bias") _ = parameter.fill_(gate);
            if (name == "_query.weight") _ = parameter.mul_(6);
        }

        return model;
    }
}
