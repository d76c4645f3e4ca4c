using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class GptInitializerTests
{
    private static readonly GptConfig Wide = GptConfig.Tiny with { Bias = true, TieEmbeddings = false, Layers = 8 };

    [Fact]
    public void Initialize_EveryParameter_HasItsMeanAndDeviation()
    {
        using var model = new Gpt(Wide, seed: 5);
        foreach (var (name, parameter) in model.named_parameters())
        {
            double[] values = Values.Of(parameter);
            if (parameter.ndim == 1)
            {
                Assert.All(values, value => Assert.Equal(name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : 1, value));
                continue;
            }

            // The sample deviation of n values scatters by σ/√(2n), the mean by σ/√n: five of each.
            double expected = name.EndsWith("c_proj.weight", StringComparison.Ordinal) ? 0.02 / 4 : 0.02;
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            Assert.True(Math.Abs(mean) < 5 * expected / Math.Sqrt(values.Length), $"{name} has the mean {mean}.");
            Assert.True(Math.Abs(deviation - expected) < 5 * expected / Math.Sqrt(2.0 * values.Length),
                $"{name} has the deviation {deviation}.");
        }
    }

    [Fact]
    public void Constructor_SameSeed_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using Gpt first = new(Configurations.Small, seed: 1), again = new(Configurations.Small, seed: 1),
            other = new(Configurations.Small, seed: 2);
        Dictionary<string, Tensor> a = first.state_dict(), b = again.state_dict(), c = other.state_dict();

        Assert.All(a.Keys, name => Assert.Equal(Values.Bytes(a[name]), Values.Bytes(b[name])));
        Assert.NotEqual(Values.Bytes(a["wte.weight"]), Values.Bytes(c["wte.weight"]));
    }

    [Fact]
    public void Loss_Untrained_IsNearTheUniformModels()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(GptConfig.Tiny);
        Tensor ids = Values.Ids(seed: 1, 65, batch: 4, length: 64), targets = Values.Ids(seed: 2, 65, batch: 4, length: 64);

        // Logits of N(0, ~0.02²·128) add half their variance, 0.03, to ln V; the sample scatters by about 0.02.
        Assert.InRange(model.Loss(ids, targets).item<float>(), Math.Log(65) - 0.1, Math.Log(65) + 0.1);
    }
}
