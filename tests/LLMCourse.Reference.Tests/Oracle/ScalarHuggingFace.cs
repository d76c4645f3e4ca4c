using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Oracle;

/// <summary>
/// GPT-2 and LLaMA in plain loops over doubles, by the tensors' own names and layout: Conv1D multiplies x·W, "rotate half" and repeated
/// key and value heads as in the published model code. It shares nothing with the reference.
/// </summary>
internal sealed class ScalarHuggingFace(IReadOnlyDictionary<string, Tensor> tensors)
{
    private readonly Dictionary<string, double[]> _w = tensors.ToDictionary(pair => pair.Key, pair => Values.Of(pair.Value));

    public double[] Gpt2(IReadOnlyList<long> ids, int width, int heads, int layers)
    {
        string p = _w.ContainsKey("transformer.wte.weight") ? "transformer." : "";
        double[][] x = [.. ids.Select((id, t) => Row(_w[p + "wte.weight"], (int)id, width)
            .Zip(Row(_w[p + "wpe.weight"], t, width), (a, b) => a + b).ToArray())];
        for (int i = 0; i < layers; i++)
        {
            string h = $"{p}h.{i}.";
            double[][] fused = [.. x.Select(row => Conv1D(LayerNorm(row, h + "ln_1"), h + "attn.c_attn"))];
            double[][] mixed = Attend(
                [.. fused.Select(row => row[..width])], [.. fused.Select(row => row[width..(2 * width)])],
                [.. fused.Select(row => row[(2 * width)..])], heads, heads);
            x = Add(x, [.. mixed.Select(row => Conv1D(row, h + "attn.c_proj"))]);
            x = Add(x,
                [.. x.Select(row => Conv1D([.. Conv1D(LayerNorm(row, h + "ln_2"), h + "mlp.c_fc").Select(GeluNew)], h + "mlp.c_proj"))]);
        }

        return [.. x.SelectMany(row => Linear(LayerNorm(row, p + "ln_f"), p + "wte.weight"))];
    }

    public double[] Llama(IReadOnlyList<long> ids, int width, int heads, int kvHeads, int layers, double eps, double theta)
    {
        int d = width / heads;
        double[][] x = [.. ids.Select(id => Row(_w["model.embed_tokens.weight"], (int)id, width))];
        for (int i = 0; i < layers; i++)
        {
            string l = $"model.layers.{i}.";
            double[][] n = [.. x.Select(row => RmsNorm(row, l + "input_layernorm.weight", eps))];
            double[][] mixed = Attend(
                [.. n.Select((row, t) => RotateHalf(Linear(row, l + "self_attn.q_proj.weight"), d, t, theta))],
                [.. n.Select((row, t) => RotateHalf(Linear(row, l + "self_attn.k_proj.weight"), d, t, theta))],
                [.. n.Select(row => Linear(row, l + "self_attn.v_proj.weight"))],
                heads,
                kvHeads);
            x = Add(x, [.. mixed.Select(row => Linear(row, l + "self_attn.o_proj.weight"))]);
            x = Add(x, [.. x.Select(row => Mlp(RmsNorm(row, l + "post_attention_layernorm.weight", eps), l + "mlp."))]);
        }

        string head = _w.ContainsKey("lm_head.weight") ? "lm_head.weight" : "model.embed_tokens.weight";
        return [.. x.SelectMany(row => Linear(RmsNorm(row, "model.norm.weight", eps), head))];
    }

    private double[] Mlp(double[] x, string p)
    {
        double[] gate = Linear(x, p + "gate_proj.weight"), up = Linear(x, p + "up_proj.weight");
        return Linear([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)], p + "down_proj.weight");
    }

    /// <summary>q·cos + rotate_half(q)·sin, with the frequencies once for each half.</summary>
    private static double[] RotateHalf(double[] x, int d, int position, double theta) =>
    [
        .. x.Select((value, i) =>
        {
            int column = i % d;
            double angle = position / Math.Pow(theta, 2.0 * (column % (d / 2)) / d);
            double half = column < d / 2 ? -x[i + (d / 2)] : x[i - (d / 2)];
            return (value * Math.Cos(angle)) + (half * Math.Sin(angle));
        }),
    ];

    private static double[][] Attend(double[][] q, double[][] k, double[][] v, int heads, int kvHeads)
    {
        int d = q[0].Length / heads;
        double[][] y = [.. q.Select(row => new double[row.Length])];
        for (int h = 0; h < heads; h++)
        {
            int shared = h / (heads / kvHeads) * d;
            for (int t = 0; t < q.Length; t++)
            {
                double[] weights = [.. Enumerable.Range(0, t + 1)
                    .Select(s => Math.Exp(Enumerable.Range(0, d).Sum(i => q[t][(h * d) + i] * k[s][shared + i]) / Math.Sqrt(d)))];
                for (int i = 0; i < d; i++)
                    y[t][(h * d) + i] = Enumerable.Range(0, t + 1).Sum(s => weights[s] * v[s][shared + i]) / weights.Sum();
            }
        }

        return y;
    }

    private double[] Conv1D(double[] x, string name)
    {
        double[] y = [.. _w[name + ".bias"]];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < y.Length; j++)
                y[j] += x[i] * _w[name + ".weight"][(i * y.Length) + j];
        }

        return y;
    }

    private double[] Linear(double[] x, string name) =>
        [.. Enumerable.Range(0, _w[name].Length / x.Length)
            .Select(row => x.Select((value, i) => value * _w[name][(row * x.Length) + i]).Sum())];

    private double[] LayerNorm(double[] x, string name)
    {
        double mean = x.Average(), variance = x.Average(value => (value - mean) * (value - mean));
        return [.. x.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 1e-5) * _w[name + ".weight"][i]) + _w[name + ".bias"][i])];
    }

    private double[] RmsNorm(double[] x, string name, double eps) =>
        [.. x.Select((value, i) => value / Math.Sqrt(x.Average(u => u * u) + eps) * _w[name][i])];

    private static double GeluNew(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    private static double[] Row(double[] matrix, int row, int width) => matrix[(row * width)..((row + 1) * width)];

    private static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];
}
