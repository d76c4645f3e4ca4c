namespace LLMCourse.Checks.M02;

public sealed class CrossAttentionOutput()
    : VisibleCheck("M02.E8.cross-attention",
        "CrossAttention takes queries from x, and keys and values from a memory of another length", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        CrossAttention attention = Weights.Fill(new CrossAttention(8, 2), Id);
        Tensor x = probe.Random.Normal(2, 3, 8), memory = probe.Random.Normal(2, 5, 8);
        probe.Observe("output", attention.call(x, memory, null));
        probe.Observe("output under a mask [B, 1, 1, Tk]", attention.call(x, memory, PaddingOf(5, 4, 2)));
        probe.Observe("output to itself, causal", attention.call(x, x, ones(3, 3, ScalarType.Bool).tril()));
    }

    /// <summary>Makes a mask [B, 1, 1, T] that shows the first keys of each sequence.</summary>
    internal static Tensor PaddingOf(long length, params long[] lengths) =>
        arange(length, ScalarType.Int64).lt(tensor(lengths, ScalarType.Int64).reshape(-1, 1, 1, 1));
}

public sealed class EncoderOutput()
    : Check("M02.E8.encoder", "EncoderLayer is attention, add, norm, then linear, ReLU, linear, add, norm", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        EncoderLayer layer = Weights.Fill(new EncoderLayer(8, 2, 12), Id, 0.5);
        layer.eval();
        Tensor x = probe.Random.Normal(2, 5, 8);
        probe.Observe("output", layer.call(x, null));
        probe.Observe("output under a mask", layer.call(x, CrossAttentionOutput.PaddingOf(5, 5, 3)));
    }
}

public sealed class DecoderOutput()
    : Check("M02.E8.decoder",
        "DecoderLayer attends causally to itself, then to the memory, then feeds forward, with add and norm after each", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        DecoderLayer layer = Weights.Fill(new DecoderLayer(8, 2, 12), Id, 0.5);
        layer.eval();
        Tensor x = probe.Random.Normal(2, 4, 8), memory = probe.Random.Normal(2, 6, 8);
        probe.Observe("output", layer.call(x, memory, null));
        probe.Observe("output under a mask", layer.call(x, memory, CrossAttentionOutput.PaddingOf(6, 2, 6)));
    }
}

public sealed class PaperShapes() : Check("M02.E8.paper-sizes", "works at the paper's sizes: 32 sequences of 10 vectors of 512 in 8 heads")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();

        // Weights of this size keep the scores near 1, so that no softmax saturates.
        EncoderLayer encoder = Weights.FillUniform(new EncoderLayer(512, 8, 1024), Id, 0.07);
        DecoderLayer decoder = Weights.FillUniform(new DecoderLayer(512, 8, 1024), Id, 0.07);
        encoder.eval();
        decoder.eval();
        Tensor x = probe.Random.Normal(32, 10, 512);
        Tensor memory = encoder.call(x, null), y = decoder.call(x, memory, null);
        Tensor ends = arange(0, 512, 511, ScalarType.Int64);
        probe.Observe("shape of the encoder's output", string.Join(", ", memory.shape));
        probe.Observe("shape of the decoder's output", string.Join(", ", y.shape));
        probe.Observe("the encoder's output, columns 0 and 511", memory.index_select(-1, ends));
        probe.Observe("the decoder's output, columns 0 and 511", y.index_select(-1, ends));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model);
}

public sealed class MemoryPadding()
    : LateCheck("M02.E8.padding", "is not changed by what stands behind the padding mask, bit for bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = CrossAttentionOutput.PaddingOf(6, 4, 1);
        Tensor x = probe.Random.Normal(2, 6, 8), memory = probe.Random.Normal(2, 6, 8);
        Tensor other = where(mask.reshape(2, 6, 1), memory, probe.Random.Normal(2, 6, 8) * 100);

        DecoderLayer decoder = Weights.Fill(new DecoderLayer(8, 2, 12), Id);
        decoder.eval();
        probe.Observe("decoder", decoder.call(x, memory, mask));
        probe.Observe("decoder with other padding", decoder.call(x, other, mask));

        // Of an encoder's rows the real ones count: the padding's own rows may change with it.
        EncoderLayer encoder = Weights.Fill(new EncoderLayer(8, 2, 12), Id);
        encoder.eval();
        probe.Observe("encoder", encoder.call(memory, mask)[0, TensorIndex.Slice(0, 4)]);
        probe.Observe("encoder with other padding", encoder.call(other, mask)[0, TensorIndex.Slice(0, 4)]);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in (string[])["decoder", "encoder"])
        {
            Verdict same = ObservationComparer.Tensors(evidence.Tensor(name) with { Name = $"{name} with other padding" },
                evidence.Tensor($"{name} with other padding"), Tolerance.Exact);
            if (!same.Passed)
                return same with
                {
                    Hint = "Hand the mask on to the attention that looks at the padded sequence; what it hides must weigh exactly 0."
                };
        }

        return evidence.EqualsExpected(Tolerance);
    }
}

public sealed class DecoderCausality()
    : Check("M02.E8.causal", "DecoderLayer never lets a later position change an earlier output, bit for bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        DecoderLayer decoder = Weights.Fill(new DecoderLayer(8, 2, 12), Id);
        decoder.eval();
        Tensor x = probe.Random.Normal(1, 6, 8), memory = probe.Random.Normal(1, 4, 8);
        Tensor changed = x.clone();
        changed[0, 3] = probe.Random.Normal(8);
        probe.Observe("output", decoder.call(x, memory, null));
        probe.Observe("output after position 3 was changed", decoder.call(changed, memory, null));
    }

    public override Verdict Judge(Evidence evidence) => Causality.Judge(
        evidence, evidence.Tensor("output"), evidence.Tensor("output after position 3 was changed"), changedAt: 3, Tolerance);
}

public sealed class EncoderDecoderDropout() : Check("M02.E8.dropout", "Both layers drop while training, and nothing after eval()")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 5, 8);
        EncoderLayer encoder = Weights.Fill(new EncoderLayer(8, 2, 12, 0.5), Id);
        DecoderLayer decoder = Weights.Fill(new DecoderLayer(8, 2, 12, 0.5), Id);
        probe.Observe("two runs of the encoder in training differ", !Same(encoder.call(x, null), encoder.call(x, null)));
        probe.Observe("two runs of the decoder in training differ", !Same(decoder.call(x, x, null), decoder.call(x, x, null)));

        // Where nothing is kept of a sub-layer, what is left of the layer is its norms.
        const double Nearly = 1 - 1e-9;
        probe.Observe("encoder that drops all but nothing", Weights.Fill(new EncoderLayer(8, 2, 12, Nearly), Id).call(x, null));
        probe.Observe("decoder that drops all but nothing", Weights.Fill(new DecoderLayer(8, 2, 12, Nearly), Id).call(x, x, null));
        encoder.eval();
        decoder.eval();
        probe.Observe("two runs of the encoder after eval() are equal", Same(encoder.call(x, null), encoder.call(x, null)));
        probe.Observe("two runs of the decoder after eval() are equal", Same(decoder.call(x, x, null), decoder.call(x, x, null)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Register an nn.Dropout with the probability, and apply it to each sub-layer's output before it is added.");

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();
}

public sealed class EncoderDecoderNames() : Check("M02.E8.names", "Every module has the documented parameters")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("names of CrossAttention", Weights.Names(new CrossAttention(4, 2)));
        probe.Observe("names of EncoderLayer", Weights.Names(new EncoderLayer(4, 2, 6)));
        probe.Observe("names of DecoderLayer", Weights.Names(new DecoderLayer(4, 2, 6)));
        probe.Observe("names of MoeFeedForward", Weights.Names(new MoeFeedForward(4, 6, 3, 2)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The handout has a table of names; nothing else belongs into the state dictionary.");
}

public sealed class EncoderDecoderBadArguments()
    : Check("M02.E8.bad-arguments", "refuses sizes that do not fit, probabilities out of range, and inputs of another shape")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 3, 8);
        var attention = new CrossAttention(8, 2);
        probe.ObserveThrows<ArgumentException>("10 wide with 3 heads", () => _ = new CrossAttention(10, 3));
        probe.ObserveThrows<ArgumentException>("no width", () => _ = new CrossAttention(0, 2));
        probe.ObserveThrows<ArgumentException>("no heads", () => _ = new CrossAttention(8, 0));
        probe.ObserveThrows<ArgumentException>("−2 heads", () => _ = new CrossAttention(8, -2));
        probe.ObserveThrows<ArgumentException>("one memory for two sequences", () => attention.call(x, x.narrow(0, 0, 1), null));
        probe.ObserveThrows<ArgumentException>("x of another width", () => attention.call(probe.Random.Normal(2, 3, 6), x, null));
        probe.ObserveThrows<ArgumentException>("a memory of another width", () => attention.call(x, probe.Random.Normal(2, 3, 6), null));
        probe.ObserveThrows<ArgumentException>("a memory of another batch size",
            () => attention.call(x, probe.Random.Normal(3, 3, 8), null));
        probe.ObserveThrows<ArgumentException>("a mask of float32", () => attention.call(x, x, ones(3, 3)));
        probe.ObserveAccepts("x, memory and mask that fit", () => attention.call(x, x, ones(3, 3, ScalarType.Bool)));
        probe.ObserveThrows<ArgumentException>("an encoder of hidden width 0", () => _ = new EncoderLayer(8, 2, 0));
        probe.ObserveThrows<ArgumentException>("a decoder that drops everything", () => _ = new DecoderLayer(8, 2, 12, 1));
        probe.ObserveThrows<ArgumentException>("a decoder that drops −0.1", () => _ = new DecoderLayer(8, 2, 12, -0.1));
        probe.ObserveAccepts("layers that drop nothing", () =>
        {
            _ = new EncoderLayer(8, 2, 12, 0);
            _ = new DecoderLayer(8, 2, 12, 0);
        });
        var decoder = new DecoderLayer(8, 2, 12);
        probe.ObserveThrows<ArgumentException>("a decoder's input without a batch", () => decoder.call(x[0], x, null));
        probe.ObserveThrows<ArgumentException>("a mixture of no width", () => _ = new MoeFeedForward(0, 4, 2, 1));
        probe.ObserveThrows<ArgumentException>("a mixture of hidden width 0", () => _ = new MoeFeedForward(8, 0, 2, 1));
        probe.ObserveThrows<ArgumentException>("no experts", () => _ = new MoeFeedForward(8, 4, 0, 0));
        probe.ObserveThrows<ArgumentException>("an encoder that drops everything", () => _ = new EncoderLayer(8, 2, 12, 1));
        probe.ObserveThrows<ArgumentException>("a decoder of hidden width 0", () => _ = new DecoderLayer(8, 2, 0));
        probe.ObserveThrows<ArgumentException>("3 of 2 experts", () => _ = new MoeFeedForward(8, 4, 2, 3));
        probe.ObserveThrows<ArgumentException>("0 experts for a token", () => _ = new MoeFeedForward(8, 4, 2, 0));
        var mixture = new MoeFeedForward(8, 4, 2, 1);
        probe.ObserveThrows<ArgumentException>("a mixture's input without a batch",
            () => mixture.call(probe.Random.Normal(3, 8)).Dispose());
    }
}

public sealed class EncoderDecoderLeavesNothing() : Check("M02.E8.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 3, 8);
        var attention = new CrossAttention(8, 2);
        var encoder = new EncoderLayer(8, 2, 12);
        var decoder = new DecoderLayer(8, 2, 12);
        var mixture = new MoeFeedForward(8, 4, 3, 2);
        probe.ObserveLeak("tensors left by CrossAttention", () => attention.call(x, x, null));
        probe.ObserveLeak("tensors left by EncoderLayer", () => encoder.call(x, null));
        probe.ObserveLeak("tensors left by DecoderLayer", () => decoder.call(x, x, null));
        probe.ObserveLeak("tensors left by MoeFeedForward", () =>
        {
            MoeOutput result = mixture.call(x);
            result.LoadBalanceLoss.Dispose();
            result.TokensPerExpert.Dispose();
            return result.Output;
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return each result with `.MoveToOuterDisposeScope()`.");
}
