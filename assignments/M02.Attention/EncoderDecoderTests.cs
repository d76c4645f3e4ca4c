using TorchSharp;
using VerifyXunit;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E8")]
public sealed class EncoderDecoderTests
{
    [Fact(DisplayName = "M02.E8 Worked by hand: with queries 0, cross-attention averages the memory that the mask shows")]
    public void CrossAttention_WithZeroQueries_AveragesTheMemory()
    {
        using DisposeScope scope = NewDisposeScope();
        using CrossAttention attention = new(2, 1);
        _ = attention.load_state_dict(new() { ["q_proj.weight"] = zeros(2, 2), ["k_proj.weight"] = eye(2), ["v_proj.weight"] = eye(2), ["o_proj.weight"] = eye(2) });
        Tensor memory = tensor(new float[] { 1, 2, 3, 4, 8, 9 }).reshape(1, 3, 2);
        Tensor mask = tensor(new[] { true, true, false }).reshape(1, 1, 1, 3);

        AssertClose("CrossAttention", [4, 5], [1, 1, 2], attention.call(ones(1, 1, 2), memory, null), Exact, "the values come from the memory, the queries from x.");
        AssertClose("CrossAttention under a mask", [2, 3], [1, 1, 2], attention.call(ones(1, 1, 2), memory, mask), Exact, "a mask says true where a query may attend.");
    }

    [Fact(DisplayName = "M02.E8 With the memory equal to x and a causal mask, cross-attention is multi-head self-attention")]
    public void CrossAttention_ToItself_IsSelfAttention()
    {
        using DisposeScope scope = NewDisposeScope();
        using CrossAttention attention = new(8, 2);
        using Reference.MultiHeadAttention reference = new(8, 2, bias: false);
        Dictionary<string, Tensor> own = attention.state_dict();
        _ = reference.load_state_dict(new()
        {
            ["c_attn.weight"] = cat([own["q_proj.weight"], own["k_proj.weight"], own["v_proj.weight"]]),
            ["c_proj.weight"] = own["o_proj.weight"],
        });
        Tensor x = Normal(91, 2, 5, 8);
        Tensor causal = ones(5, 5, ScalarType.Bool).tril();

        AssertClose("CrossAttention", reference.call(x, causal), attention.call(x, x, causal), Layer, "head h owns columns h·D to (h+1)·D − 1; reshape to [B, T, H, D], then swap T and H.");
    }

    [Fact(DisplayName = "M02.E8 The encoder of the paper keeps its shape: [32, 10, 512] in, [32, 10, 512] out, each vector normalised")]
    public void EncoderLayer_OfThePaper_NormalisesLast()
    {
        using DisposeScope scope = NewDisposeScope();
        using EncoderLayer layer = new(512, 8, 2048);
        layer.eval();
        using IDisposable noGradient = no_grad();

        Tensor y = layer.call(Normal(92, 32, 10, 512), null);

        Assert.Equal([32, 10, 512], y.shape);
        AssertClose("The mean of each vector", zeros(32, 10), y.mean([-1]), Layer, "post-norm: norm2 comes last, after the residual is added.");
        AssertClose("The mean square of each vector", ones(32, 10), y.square().mean([-1]), 1e-3, "post-norm: norm2 comes last, after the residual is added.");
    }

    [Fact(DisplayName = "M02.E8 Each sub-layer is followed by add and norm: a layer with mute sub-layers norms twice, a decoder's three times")]
    public void Layers_WithMuteSublayers_AreNormsOnly()
    {
        using DisposeScope scope = NewDisposeScope();
        using EncoderLayer encoder = new(8, 2, 16);
        using DecoderLayer decoder = new(8, 2, 16);
        foreach (nn.Module module in new nn.Module[] { encoder, decoder })
        {
            module.eval();
            using IDisposable noGradient = no_grad();
            foreach ((string name, Tensor parameter) in module.named_parameters())
            {
                if (name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("linear2", StringComparison.Ordinal)) parameter.zero_();
                if (name.EndsWith("norm2.weight", StringComparison.Ordinal)) parameter.fill_(0.5); // so that a norm left out shows
            }
        }

        Tensor x = Normal(93, 1, 3, 8) * 5;
        using Reference.LayerNorm norm = new(8);
        AssertClose("EncoderLayer", norm.call(norm.call(x)) * 0.5, encoder.call(x, null), Layer, "x ← norm1(x + attention), x ← norm2(x + feedforward).");
        AssertClose("DecoderLayer", norm.call(norm.call(norm.call(x)) * 0.5), decoder.call(x, x, null), Layer, "norm1 after self-attention, norm2 after cross-attention, norm3 after the feed-forward layer.");
    }

    [Fact(DisplayName = "M02.E8 Padding never leaks: what stands behind the encoder's real tokens changes nothing, bit by bit")]
    public void Layers_UnderAPaddingMask_IgnorePadding()
    {
        using DisposeScope scope = NewDisposeScope();
        using EncoderLayer encoder = new(8, 2, 16);
        using DecoderLayer decoder = new(8, 2, 16);
        encoder.eval();
        decoder.eval();
        Tensor source = Normal(94, 1, 4, 8), padded = source.clone(), target = Normal(95, 1, 3, 8);
        padded.narrow(1, 2, 2).add_(100);
        Tensor mask = tensor(new[] { true, true, false, false }).reshape(1, 1, 1, 4);

        double[] before = Values(encoder.call(source, mask)), after = Values(encoder.call(padded, mask));
        Assert.True(before.AsSpan(0, 16).SequenceEqual(after.AsSpan(0, 16)), "The encoder's real positions changed with the padding.\nHint: hand the mask to self_attn.");
        Assert.True(Values(decoder.call(target, source, mask)).SequenceEqual(Values(decoder.call(target, padded, mask))), "The decoder's output changed with the memory's padding.\nHint: hand memoryMask to cross_attn.");
    }

    [Fact(DisplayName = "M02.E8 The decoder is causal in what it has decoded, and sees all of the memory")]
    public void DecoderLayer_IsCausalInItsOwnInput()
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderLayer decoder = new(8, 2, 16);
        decoder.eval();
        Tensor x = Normal(96, 1, 4, 8), changed = x.clone(), memory = Normal(97, 1, 5, 8), otherMemory = memory.clone();
        changed.narrow(1, 2, 1).add_(1);
        otherMemory.narrow(1, 4, 1).add_(1);

        double[] before = Values(decoder.call(x, memory, null));
        Assert.True(before.AsSpan(0, 16).SequenceEqual(Values(decoder.call(changed, memory, null)).AsSpan(0, 16)), "Positions 0 and 1 changed with position 2.\nHint: the decoder's self-attention takes a causal mask.");
        Assert.False(before.AsSpan(0, 8).SequenceEqual(Values(decoder.call(x, otherMemory, null)).AsSpan(0, 8)), "Position 0 does not see the memory's last position.\nHint: cross-attention has no causal mask.");
    }

    [Fact(DisplayName = "M02.E8 The state dictionaries have the documented names")]
    public async Task StateDictionaries_HaveTheDocumentedNames()
    {
        using EncoderLayer encoder = new(8, 2, 16);
        using DecoderLayer decoder = new(8, 2, 16);

        await Verifier.Verify($"encoder layer\n{Names(encoder)}\n\ndecoder layer\n{Names(decoder)}");
    }

    [Fact(DisplayName = "M02.E8 Sizes and batches that do not fit are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using CrossAttention attention = new(8, 2);
        using DecoderLayer decoder = new(8, 2, 16);
        Tensor x = zeros(2, 3, 8);

        AssertRefuses("3 heads of a width of 8", () => new CrossAttention(8, 3).Dispose());
        AssertRefuses("A hidden width of 0", () => new EncoderLayer(8, 2, 0).Dispose());
        AssertRefuses("A dropout of 1", () => new DecoderLayer(8, 2, 16, dropout: 1).Dispose());
        AssertRefuses("A memory of another batch", () => attention.call(x, zeros(3, 3, 8), null));
        AssertRefuses("A memory of another width", () => decoder.call(x, zeros(2, 3, 4), null));
        AssertRefuses("A float mask", () => attention.call(x, x, zeros(3, 3)));
    }

    [Fact(DisplayName = "M02.E8 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using EncoderLayer encoder = new(8, 2, 16);
        using DecoderLayer decoder = new(8, 2, 16);
        Tensor x = Normal(98, 1, 3, 8);

        AssertNoLeak("EncoderLayer", () => encoder.call(x, null));
        AssertNoLeak("DecoderLayer", () => decoder.call(x, x, null));
    }
}
