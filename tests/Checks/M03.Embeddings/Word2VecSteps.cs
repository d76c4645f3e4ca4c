namespace LLMCourse.Checks.M03;

/// <summary>Options of a training whose steps are known.</summary>
internal sealed record Word2VecRun(string Name, int Epochs)
{
    public double Rate { get; init; } = 0.4;

    public int Negatives { get; init; } = 1;

    public int Window { get; init; } = 2;
}

/// <summary>The steps of word2vec in float64 (Mikolov et al. 2013, equation 4), of whose draws nothing has to be known.</summary>
internal static class Word2VecSteps
{
    public const int Width = 5;

    /// <summary>So many negatives that about half of them are the context.</summary>
    public const int Many = 1000;

    public const double PairRate = 0.002;

    /// <summary>How far the vector of token 1 moves when exactly half of <see cref="Many"/> negatives are left out. The pairs are (0, 1)
    /// and (1, 0), the second one at half the rate. Chance takes it a tenth away from that, seldom more.</summary>
    public static double MoveOfPair(double[][] v, bool isTogether)
    {
        double[][] u = [new double[Width], new double[Width]];
        double[] change = new double[Width];
        for (int pair = 0; pair < 2; pair++)
        {
            (double[] old, double rate, double[][] before) = (v[pair], PairRate / (pair + 1), [.. u.Select(row => row.ToArray())]);
            for (int k = 0; k <= Many / 2; k++)
            {
                int token = k == 0 ? 1 - pair : pair;
                double[] from = isTogether ? before[token] : u[token];
                double slope = rate * ((k == 0 ? 1 : 0) - (1 / (1 + Math.Exp(-old.Zip(from, (a, b) => a * b).Sum()))));
                for (int i = 0; i < Width; i++)
                {
                    if (pair == 1) change[i] += slope * from[i];
                    u[token][i] += slope * old[i];
                }
            }
        }

        return Math.Sqrt(change.Sum(x => x * x));
    }

    /// <summary>The vectors after a run, row by row, where every negative that is drawn is token 0.</summary>
    /// <param name="text">The tokens.</param>
    /// <param name="first">The vectors at first.</param>
    /// <param name="run">The options.</param>
    /// <param name="isTogether">Whether a token that is drawn twice for a pair begins its second step where it began the first one.</param>
    public static double[] Of(IReadOnlyList<int> text, double[][] first, Word2VecRun run, bool isTogether)
    {
        double[][] v = [.. first.Select(row => row.ToArray())], u = [.. first.Select(row => new double[Width])];
        List<(int Centre, int Context)> pairs = [];
        for (int t = 0; t < text.Count; t++)
        {
            for (int j = Math.Max(0, t - run.Window); j <= Math.Min(text.Count - 1, t + run.Window); j++)
            {
                if (j != t) pairs.Add((text[t], text[j]));
            }
        }

        double step = 0, steps = run.Epochs * pairs.Count;
        for (int epoch = 0; epoch < run.Epochs; epoch++)
        {
            foreach ((int centre, int context) in pairs)
            {
                double rate = run.Rate * (1 - (step++ / steps));
                double[] old = [.. v[centre]];
                Push(u[context], u[context], 1);
                double[] before = isTogether ? [.. u[0]] : u[0];
                for (int k = 0; k < run.Negatives && context != 0; k++) Push(u[0], before, 0);

                void Push(double[] other, double[] from, double label)
                {
                    double slope = rate * (label - (1 / (1 + Math.Exp(-old.Zip(from, (a, b) => a * b).Sum()))));
                    for (int i = 0; i < Width; i++)
                        (v[centre][i], other[i]) = (v[centre][i] + (slope * from[i]), other[i] + (slope * old[i]));
                }
            }
        }

        return [.. v.SelectMany(row => row)];
    }
}
