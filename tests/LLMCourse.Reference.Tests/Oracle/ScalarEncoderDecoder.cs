using LLMCourse.Reference.EncoderDecoder;

namespace LLMCourse.Reference.Tests.Oracle;

/// <summary>The encoder-decoder in plain loops over doubles, one pair of sequences at a time, without any
/// padding or mask: padding is not there.</summary>
internal sealed class ScalarEncoderDecoder(EncoderDecoderModel model)
{
    private readonly EncoderDecoderConfig _config = model.Config;
    private readonly Dictionary<string, double[]> _w = model.state_dict().ToDictionary(pair => pair.Key, pair => Values.Of(pair.Value));

    /// <summary>Logits [Tt][Vt].</summary>
    public double[][] Logits(IReadOnlyList<long> source, IReadOnlyList<long> target)
    {
        bool pre = _config.NormPlacement == NormPlacement.Pre;
        string shared = _config.ShareEmbeddings ? "wte.weight" : "";
        double[][] memory = Embed(source, shared != "" ? shared : "wte_source.weight", "wpe_source.weight");
        for (int i = 0; i < _config.EncoderLayers; i++)
        {
            string h = $"encoder.h.{i}.";
            memory = Residual(memory, h + "ln_1", rows => Self(rows, h + "attn.", causal: false));
            memory = Residual(memory, h + "ln_2", rows => FeedForward(rows, h + "mlp."));
        }

        if (pre)
            memory = Norm(memory, "encoder.ln_f");
        double[][] x = Embed(target, shared != "" ? shared : "wte_target.weight", "wpe_target.weight");
        for (int i = 0; i < _config.DecoderLayers; i++)
        {
            string h = $"decoder.h.{i}.";
            x = Residual(x, h + "ln_1", rows => Self(rows, h + "attn.", causal: true));
            x = Residual(x, h + "ln_2", rows => Cross(rows, memory, h + "cross_attn."));
            x = Residual(x, h + "ln_3", rows => FeedForward(rows, h + "mlp."));
        }

        if (pre)
            x = Norm(x, "decoder.ln_f");
        string head = !_config.TieEmbeddings ? "lm_head.weight" : shared != "" ? shared : "wte_target.weight";
        return [.. x.Select(row => Times(_w[head], row))];
    }

    private double[][] Residual(double[][] x, string norm, Func<double[][], double[][]> layer) => _config.NormPlacement == NormPlacement.Pre
        ? Plus(x, layer(Norm(x, norm)))
        : Norm(Plus(x, layer(x)), norm);

    private double[][] Embed(IReadOnlyList<long> ids, string tokens, string positions)
    {
        int c = _config.Width;
        return [.. ids.Select((id, t) => Enumerable.Range(0, c).Select(i =>
        {
            double angle = t / Math.Pow(10000, i / 2 * 2.0 / c);
            double position = _config.Positions switch
            {
                PositionEncoding.Learned => _w[positions][(t * c) + i],
                PositionEncoding.Sinusoidal => i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle),
                _ => 0,
            };
            return (Math.Sqrt(c) * _w[tokens][((int)id * c) + i]) + position;
        }).ToArray())];
    }

    private double[][] Self(double[][] x, string name, bool causal)
    {
        int c = _config.Width;
        double[][] fused = Affine(x, name + "c_attn");
        return Affine(Attend([.. fused.Select(r => r[..c])], [.. fused.Select(r => r[c..(2 * c)])], [.. fused.Select(r => r[(2 * c)..])],
            causal), name + "c_proj");
    }

    private double[][] Cross(double[][] x, double[][] memory, string name)
    {
        int c = _config.Width;
        double[][] kv = Affine(memory, name + "c_kv");
        return Affine(Attend(Affine(x, name + "c_q"), [.. kv.Select(r => r[..c])], [.. kv.Select(r => r[c..])], causal: false),
            name + "c_proj");
    }

    private double[][] Attend(double[][] q, double[][] k, double[][] v, bool causal)
    {
        int d = _config.Width / _config.Heads;
        double[][] y = [.. q.Select(row => new double[row.Length])];
        for (int h = 0; h < _config.Heads; h++)
        {
            for (int t = 0; t < q.Length; t++)
            {
                int keys = causal ? t + 1 : k.Length;
                double[] weights = [.. Enumerable.Range(0, keys)
                    .Select(s => Math.Exp(Enumerable.Range(h * d, d).Sum(i => q[t][i] * k[s][i]) / Math.Sqrt(d)))];
                for (int i = h * d; i < (h + 1) * d; i++)
                    y[t][i] = Enumerable.Range(0, keys).Sum(s => weights[s] * v[s][i]) / weights.Sum();
            }
        }

        return y;
    }

    private double[][] FeedForward(double[][] x, string name) => Affine(
        [.. Affine(x, name + "c_fc")
            .Select(row => row.Select(u => _config.Activation == Activation.Relu ? Math.Max(0, u) : u * NormalDistribution.Cumulative(u))
                .ToArray())],
        name + "c_proj");

    private double[][] Norm(double[][] x, string name) => [.. x.Select(row =>
    {
        double mean = row.Average(), variance = row.Average(u => (u - mean) * (u - mean));
        return row.Select((u, i) => ((u - mean) / Math.Sqrt(variance + _config.NormEpsilon) * _w[name + ".weight"][i])
            + _w[name + ".bias"][i]).ToArray();
    })];

    private double[][] Affine(double[][] x, string name) =>
        [.. x.Select(row => Times(_w[name + ".weight"], row).Zip(_w[name + ".bias"], (u, b) => u + b).ToArray())];

    private static double[] Times(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.Length / x.Length)
            .Select(row => x.Select((value, i) => value * matrix[(row * x.Length) + i]).Sum())];

    private static double[][] Plus(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];
}
