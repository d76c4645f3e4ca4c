using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Oracle;

/// <summary>
/// The same model once more, in plain loops over doubles and written from the papers: no tensor library, no fused matrices in the
/// arithmetic, one sequence at a time. It shares nothing with the reference but the names of the weights.
/// </summary>
internal sealed class ScalarGpt(GptConfig config, IReadOnlyDictionary<string, double[]> weights)
{
    private readonly int _c = config.Width;
    private readonly int _h = config.Heads;
    private readonly int _kv = config.KvHeads ?? config.Heads;
    private readonly int _d = config.Width / config.Heads;

    public static ScalarGpt Of(Gpt model) => new(
        model.Config,
        model.state_dict().ToDictionary(pair => pair.Key, pair => Values.Of(pair.Value), StringComparer.Ordinal));

    /// <summary>Logits [T][V] of one sequence.</summary>
    public double[][] Logits(IReadOnlyList<long> ids)
    {
        double[][] x = [.. ids.Select((id, t) => Embed((int)id, t))];
        for (int layer = 0; layer < config.Layers; layer++)
            x = Block(x, $"h.{layer}.");
        if (config.NormPlacement == NormPlacement.Pre)
            x = Map(x, row => Norm(row, "ln_f"));

        double[] head = weights[config.TieEmbeddings ? "wte.weight" : "lm_head.weight"];
        return Map(x, row => Times(head, row));
    }

    /// <summary>Mean cross-entropy in nats per token over the targets that are not −100.</summary>
    public double Loss(IReadOnlyList<IReadOnlyList<long>> ids, IReadOnlyList<IReadOnlyList<long>> targets)
    {
        double sum = 0;
        int count = 0;
        for (int b = 0; b < ids.Count; b++)
        {
            double[][] logits = Logits(ids[b]);
            for (int t = 0; t < logits.Length; t++)
            {
                if (targets[b][t] == -100)
                    continue;
                double greatest = logits[t].Max();
                sum += greatest + Math.Log(logits[t].Sum(value => Math.Exp(value - greatest))) - logits[t][targets[b][t]];
                count++;
            }
        }

        return sum / count;
    }

    private double[] Embed(int id, int position)
    {
        var x = new double[_c];
        for (int c = 0; c < _c; c++)
        {
            x[c] = weights["wte.weight"][(id * _c) + c];
            if (config.Positions == PositionEncoding.Learned)
                x[c] += weights["wpe.weight"][(position * _c) + c];
            if (config.Positions == PositionEncoding.Sinusoidal)
            {
                double angle = position / Math.Pow(10000, 2.0 * (c / 2) / _c);
                x[c] = (x[c] * Math.Sqrt(_c)) + (c % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return x;
    }

    private double[][] Block(double[][] x, string prefix)
    {
        if (config.NormPlacement == NormPlacement.Pre)
        {
            x = Plus(x, Attention(Map(x, row => Norm(row, prefix + "ln_1")), prefix + "attn."));
            return Plus(x, Map(x, row => FeedForward(Norm(row, prefix + "ln_2"), prefix + "mlp.")));
        }

        x = Map(Plus(x, Attention(x, prefix + "attn.")), row => Norm(row, prefix + "ln_1"));
        return Map(Plus(x, Map(x, row => FeedForward(row, prefix + "mlp."))), row => Norm(row, prefix + "ln_2"));
    }

    private double[][] Attention(double[][] x, string prefix)
    {
        int length = x.Length;
        double[][] fused = Map(x, row => Affine(row, prefix + "c_attn"));
        double[][] heads = Map(x, _ => new double[_c]);
        for (int h = 0; h < _h; h++)
        {
            int group = h / (_h / _kv);
            for (int t = 0; t < length; t++)
            {
                double[] q = Rotated(fused[t], h * _d, t);
                var scores = new double[t + 1];
                for (int s = 0; s <= t; s++)
                {
                    double[] k = Rotated(fused[s], (_h + group) * _d, s);
                    for (int i = 0; i < _d; i++)
                        scores[s] += q[i] * k[i] / Math.Sqrt(_d);
                    if (config.Positions == PositionEncoding.Alibi)
                        scores[s] -= Slopes(_h)[h] * (t - s);
                }

                double greatest = scores.Max(), total = scores.Sum(score => Math.Exp(score - greatest));
                for (int s = 0; s <= t; s++)
                {
                    for (int i = 0; i < _d; i++)
                        heads[t][(h * _d) + i] += Math.Exp(scores[s] - greatest) / total * fused[s][((_h + _kv + group) * _d) + i];
                }
            }
        }

        return Map(heads, row => Affine(row, prefix + "c_proj"));
    }

    private double[] Rotated(double[] row, int start, int position)
    {
        double[] x = row[start..(start + _d)];
        if (config.Positions != PositionEncoding.Rope)
            return x;
        var y = new double[_d];
        for (int i = 0; i < _d / 2; i++)
        {
            double angle = position * Math.Pow(config.RopeTheta, -2.0 * i / _d);
            (int first, int second) = config.RopeLayout == RopeLayout.Interleaved ? (2 * i, (2 * i) + 1) : (i, i + (_d / 2));
            y[first] = (x[first] * Math.Cos(angle)) - (x[second] * Math.Sin(angle));
            y[second] = (x[first] * Math.Sin(angle)) + (x[second] * Math.Cos(angle));
        }

        return y;
    }

    /// <summary>The slopes as the authors' code has them: a geometric sequence, and for other
    /// numbers the rest from twice as many heads.</summary>
    public static double[] Slopes(int heads)
    {
        int power = 1;
        while (power * 2 <= heads)
            power *= 2;
        double start = Math.Pow(2, -Math.Pow(2, -(Math.Log2(power) - 3)));
        double[] slopes = [.. Enumerable.Range(0, power).Select(i => start * Math.Pow(start, i))];
        return power == heads ? slopes : [.. slopes, .. Slopes(2 * power).Where((_, i) => i % 2 == 0).Take(heads - power)];
    }

    private double[] FeedForward(double[] x, string prefix)
    {
        double[] up = Affine(x, prefix + "c_fc");
        if (config.Activation != Activation.SwiGlu)
            return Affine([.. up.Select(Activate)], prefix + "c_proj");

        int hidden = up.Length / 2;
        var gated = new double[hidden];
        for (int i = 0; i < hidden; i++)
            gated[i] = up[i] / (1 + Math.Exp(-up[i])) * up[hidden + i];
        return Affine(gated, prefix + "c_proj");
    }

    private double Activate(double x) => config.Activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        Activation.Gelu => x * NormalDistribution.Cumulative(x),
        _ => throw new ArgumentOutOfRangeException(nameof(x)),
    };

    private double[] Norm(double[] x, string name)
    {
        double mean = config.Norm == NormKind.LayerNorm ? x.Average() : 0;
        double variance = x.Sum(value => (value - mean) * (value - mean)) / x.Length;
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (x[i] - mean) / Math.Sqrt(variance + config.NormEpsilon) * weights[name + ".weight"][i];
            if (config.Norm == NormKind.LayerNorm && config.Bias)
                y[i] += weights[name + ".bias"][i];
        }

        return y;
    }

    private double[] Affine(double[] x, string name)
    {
        double[] y = Times(weights[name + ".weight"], x);
        if (config.Bias)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] += weights[name + ".bias"][i];
        }

        return y;
    }

    /// <summary>A matrix of rows by the vector's length, times the vector.</summary>
    private static double[] Times(double[] matrix, double[] x)
    {
        var y = new double[matrix.Length / x.Length];
        for (int row = 0; row < y.Length; row++)
        {
            for (int i = 0; i < x.Length; i++)
                y[row] += matrix[(row * x.Length) + i] * x[i];
        }

        return y;
    }

    private static double[][] Map(double[][] rows, Func<double[], double[]> f) => [.. rows.Select(f)];

    private static double[][] Plus(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];
}
