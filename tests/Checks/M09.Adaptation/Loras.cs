using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

/// <summary>What the checks of adapters share.</summary>
internal static class Loras
{
    /// <summary>A model whose sizes all differ: 16 in, 16 + 8 + 8 out of the fused projection, 24 in the feed-forward layer.</summary>
    public static GptConfig Small { get; } =
        new() { VocabularySize = 11, ContextLength = 8, Layers = 2, Heads = 4, KvHeads = 2, Width = 16, FeedForwardWidth = 24 };

    /// <summary>Makes a model with weights from the check's generator, norms and biases too, in evaluation mode.</summary>
    public static Gpt Model(Probe probe, GptConfig config, bool isDouble = false)
    {
        Gpt model = probe.Owns(new Gpt(config, seed: 1));
        Fill(probe.Random, model.parameters(), 0.3);
        if (isDouble) _ = model.to(ScalarType.Float64);
        model.eval();
        return model;
    }

    /// <summary>Gives parameters new values.</summary>
    public static void Fill(CheckRandom random, IEnumerable<Parameter> parameters, double scale)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in parameters) _ = parameter.copy_(scale * random.Normal64(parameter.shape));
    }

    public static bool Same(Tensor a, Tensor b) => a.shape.SequenceEqual(b.shape) && a.dtype == b.dtype && a.eq(b).all().item<bool>();

    /// <summary>The greatest difference between two tensors of one shape.</summary>
    public static double Apart(Tensor a, Tensor b) => (a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).abs().max().item<double>();

    /// <summary>The hash of a model's weights, as the handout defines it.</summary>
    public static string Hash(nn.Module model)
    {
        using DisposeScope scope = NewDisposeScope();
        using MemoryStream stream = new();
        foreach (KeyValuePair<string, Tensor> entry in model.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string shape = string.Join(',', entry.Value.shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            stream.Write(Encoding.UTF8.GetBytes($"{entry.Key}|{entry.Value.dtype}|{shape}\n"));
            stream.Write(entry.Value.detach().contiguous().bytes);
        }

        return Convert.ToHexString(SHA256.HashData(stream.ToArray())).ToLowerInvariant();
    }

    /// <summary>The slope of a function of a float64 parameter at one of its entries.</summary>
    public static double Slope(Tensor parameter, long index, Func<double> value)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor flat = parameter.detach().view(-1);
        double old = flat[index].item<double>();
        double At(double at)
        {
            flat[index] = at;
            return value();
        }

        double slope = (At(old + 1e-5) - At(old - 1e-5)) / 2e-5;
        flat[index] = old;
        return slope;
    }

    public static Tensor Ids(params long[] ids) => tensor(ids).unsqueeze(0);
}
