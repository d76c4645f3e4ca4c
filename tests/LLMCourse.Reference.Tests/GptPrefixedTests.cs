using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class GptPrefixedTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void ForwardPrefixed_KeysAndValuesOfTokens_EqualsForwardOverBoth(int? kvHeads)
    {
        using var scope = NewDisposeScope();
        GptConfig config = Configurations.Small with { KvHeads = kvHeads };
        using Gpt model = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        // Where a token stands must not matter: the prefix has no position, and the tokens after it begin again at 0.
        using (no_grad())
            _ = model.state_dict()["wpe.weight"].zero_();
        Tensor ids = Values.Ids(seed: 2, config.VocabularySize, batch: 1, length: 6);
        double[] whole = Values.Of(model.forward(ids).narrow(1, 2, 4));

        double[] prefixed = Values.Of(model.ForwardPrefixed(ids.narrow(1, 2, 4), KeysAndValues(model, ids.narrow(1, 0, 2))));

        Values.Close(whole, prefixed, 1e-12);
    }

    [Theory]
    [InlineData(PositionEncoding.Learned)]
    [InlineData(PositionEncoding.Rope)]
    [InlineData(PositionEncoding.Sinusoidal)]
    public void ForwardPrefixed_EmptyPrefix_EqualsForwardBitForBit(PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small with { Positions = positions });
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 6);

        Assert.Equal(Values.Bytes(model.forward(ids)),
            Values.Bytes(model.ForwardPrefixed(ids, Prefix(model.Config, 0, ScalarType.Float32))));
    }

    [Theory]
    [InlineData(PositionEncoding.Learned)]
    [InlineData(PositionEncoding.Rope)]
    public void ForwardPrefixed_AnotherToken_ChangesOnlyWhatFollows(PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small with { Positions = positions, KvHeads = 2 }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        (Tensor, Tensor)[] prefix = Prefix(model.Config, 3, ScalarType.Float64);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 6), other = ids.clone();
        other[TensorIndex.Colon, 3] = (ids[TensorIndex.Colon, 3] + 1) % 11;

        Tensor before = model.ForwardPrefixed(ids, prefix), after = model.ForwardPrefixed(other, prefix), plain = model.forward(ids);

        Assert.True(before.narrow(1, 0, 3).eq(after.narrow(1, 0, 3)).all().item<bool>());
        Assert.All(Enumerable.Range(3, 3), t => Assert.False(before.select(1, t).eq(after.select(1, t)).all().item<bool>()));
        Assert.All(Enumerable.Range(0, 6), t => Assert.False(before.select(1, t).eq(plain.select(1, t)).all().item<bool>()));
    }

    [Theory]
    [InlineData(PositionEncoding.Learned)]
    [InlineData(PositionEncoding.Rope)]
    public void ForwardPrefixed_Gradient_EqualsCentralDifferences(PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small with { Positions = positions, KvHeads = 2 }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        (Tensor Keys, Tensor Values)[] prefix = Prefix(model.Config, 3, ScalarType.Float64);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 4);
        foreach ((Tensor keys, Tensor values) in prefix)
        {
            _ = keys.requires_grad_();
            _ = values.requires_grad_();
        }

        Tensor Loss() => model.ForwardPrefixed(ids, prefix).pow(2).mean();
        Loss().backward();

        for (int layer = 0; layer < prefix.Length; layer++)
        {
            Differences.Check(prefix[layer].Keys, $"keys of layer {layer}", Loss);
            Differences.Check(prefix[layer].Values, $"values of layer {layer}", Loss);
        }
    }

    [Fact]
    public void ForwardPrefixed_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Configurations.Small), alibi = new(Configurations.Small with { Positions = PositionEncoding.Alibi });
        (Tensor Keys, Tensor Values)[] prefix = Prefix(model.Config, 3, ScalarType.Float32);
        Tensor ids = zeros(1, 2, ScalarType.Int64);
        string Message((Tensor, Tensor)[] wrong) => Assert.Throws<ArgumentException>(() => model.ForwardPrefixed(ids, wrong)).Message;

        Assert.Contains("prefix has 1 layers", Message(prefix[..1]), StringComparison.Ordinal);
        Assert.Contains("layer 1", Message([prefix[0], (prefix[1].Keys, zeros(4, 2, 4))]), StringComparison.Ordinal);
        Assert.Contains("layer 0", Message([(zeros(12), prefix[0].Values), prefix[1]]), StringComparison.Ordinal);
        Assert.Contains("Float32", Message([prefix[0], (prefix[1].Keys, prefix[1].Values.to(ScalarType.Float64))]),
            StringComparison.Ordinal);
        Assert.Contains("context length",
            Assert.Throws<ArgumentException>(() => model.ForwardPrefixed(zeros(1, 7, ScalarType.Int64), prefix)).Message,
            StringComparison.Ordinal);
        _ = model.ForwardPrefixed(zeros(1, 6, ScalarType.Int64), prefix); // the prefix takes no place in the context
        Assert.Contains("ALiBi", Assert.Throws<NotSupportedException>(() => alibi.ForwardPrefixed(ids, prefix)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ForwardPrefixed_Called_LeavesNoTensors()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Configurations.Small);
        (Tensor, Tensor)[] prefix = Prefix(model.Config, 3, ScalarType.Float32);
        Tensor ids = zeros(1, 2, ScalarType.Int64);
        model.ForwardPrefixed(ids, prefix).Dispose();
        long before = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        model.ForwardPrefixed(ids, prefix).Dispose();

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static (Tensor Keys, Tensor Values)[] Prefix(GptConfig config, int tokens, ScalarType type) =>
    [
        .. Enumerable.Range(0, config.Layers).Select(layer => (
            Values.Random(10 + layer, type, config.EffectiveKvHeads, tokens, config.HeadWidth),
            Values.Random(20 + layer, type, config.EffectiveKvHeads, tokens, config.HeadWidth))),
    ];

    /// <summary>What each layer's fused projection makes of tokens, cut up by hand.</summary>
    private static (Tensor, Tensor)[] KeysAndValues(Gpt model, Tensor ids)
    {
        GptConfig config = model.Config;
        long kv = config.EffectiveKvHeads * config.HeadWidth, p = ids.shape[1];
        var pairs = new List<(Tensor, Tensor)>();
        var hooks = model.named_modules().Where(pair => pair.name.EndsWith("c_attn", StringComparison.Ordinal)).Select(pair =>
            ((Linear)pair.module).register_forward_hook((_, _, output) =>
            {
                Tensor row = output.detach().clone()[0];
                Tensor Heads(long from) => row.narrow(1, from, kv).view(p, config.EffectiveKvHeads, config.HeadWidth).transpose(0, 1)
                    .contiguous().DetachFromDisposeScope();
                pairs.Add((Heads(config.Width), Heads(config.Width + kv)));
                return output;
            })).ToList();
        model.forward(ids).Dispose();
        hooks.ForEach(hook => hook.remove());
        return [.. pairs];
    }
}
