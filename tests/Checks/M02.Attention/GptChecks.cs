using Activation = LLMCourse.Reference.Activation;
using GptConfig = LLMCourse.Reference.GptConfig;
using NormKind = LLMCourse.Reference.NormKind;
using NormPlacement = LLMCourse.Reference.NormPlacement;
using PositionEncoding = LLMCourse.Reference.PositionEncoding;

namespace LLMCourse.Checks.M02;

/// <summary>The small models that the checks of the language model share.</summary>
internal static class SmallModels
{
    public static GptConfig Classic { get; } = new() { VocabularySize = 13, ContextLength = 8, Layers = 2, Heads = 2, Width = 8 };

    public static GptConfig Modern { get; } = Classic with
    {
        KvHeads = 1,
        Norm = NormKind.RmsNorm,
        Activation = Activation.SwiGlu,
        FeedForwardWidth = 12,
        Bias = false,
        TieEmbeddings = false,
    };

    /// <summary>Makes a model with seeded weights that neither drops nor learns.</summary>
    public static GptModel Make(GptConfig config, string seed)
    {
        GptModel model = Weights.Fill(new GptModel(config), seed);
        model.eval();
        return model;
    }

    /// <summary>Sets every parameter to 0 whose name holds a text, so that its sub-layer adds nothing.</summary>
    public static void Mute(nn.Module module, string part)
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            if (name.Contains(part, StringComparison.Ordinal)) parameter.zero_();
        }
    }
}

public sealed class BlockClassic()
    : VisibleCheck("M02.E7.block", "A block is x + attention(norm(x)), then the same with the feed-forward layer", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TransformerBlock block = Weights.Fill(new TransformerBlock(SmallModels.Classic), Id);
        block.eval();
        probe.Observe("output", block.call(probe.Random.Normal(1, 4, 8)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Nothing but residual connections on the way from bottom to top: the norms stand inside the branches, ln_1 before attention, ln_2 before the feed-forward layer.");
}

public sealed class BlockConfigurations()
    : Check("M02.E7.block-options",
        "A block follows the configuration: norms before or after, of either kind, each activation, grouped heads, no biases", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 5, 8);
        foreach (NormPlacement placement in new[] { NormPlacement.Pre, NormPlacement.Post })
        {
            foreach (NormKind norm in new[] { NormKind.LayerNorm, NormKind.RmsNorm })
            {
                foreach (Activation activation in new[] { Activation.Gelu, Activation.GeluTanh, Activation.Relu, Activation.SwiGlu })
                {
                    GptConfig config =
                        SmallModels.Classic with { NormPlacement = placement, Norm = norm, Activation = activation, NormEpsilon = 0.01 };
                    Observe(probe, $"{placement}, {norm}, {activation}", config, x);
                }
            }
        }

        Observe(probe, "one key head, narrow, no biases", SmallModels.Classic with { KvHeads = 1, FeedForwardWidth = 5, Bias = false }, x);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Before: x ← x + f(norm(x)). After: x ← norm(x + f(x)). Hand every option on to the parts of the reference, the norms' epsilon too.");

    private void Observe(Probe probe, string name, GptConfig config, Tensor x)
    {
        TransformerBlock block = Weights.Fill(new TransformerBlock(config), Id);
        block.eval();
        probe.Observe(name, block.call(x));
    }
}

public sealed class ModelOutput() : Check("M02.E7.logits", "computes the logits for one token, for a few and for a full context", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptModel model = SmallModels.Make(SmallModels.Classic, Id);
        foreach (int length in new[] { 1, 5, 8 })
            probe.Observe($"logits of {length} positions", model.call(probe.Random.Integers(0, 13, 2, length)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Token embedding plus position embedding, counted from 0; the blocks; ln_f; then the head.");
}

public sealed class ModelConfigurations()
    : LateCheck("M02.E7.logits-options",
        "computes the logits tied and untied, with norms before and after, and with the parts of newer models", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = probe.Random.Integers(0, 13, 2, 6);
        probe.Observe("untied", SmallModels.Make(SmallModels.Classic with { TieEmbeddings = false }, Id).call(ids));
        probe.Observe("norms after", SmallModels.Make(SmallModels.Classic with { NormPlacement = NormPlacement.Post }, Id).call(ids));
        probe.Observe("newer parts", SmallModels.Make(SmallModels.Modern, Id).call(ids));
        probe.Observe("newer parts, tied, norms after",
            SmallModels.Make(SmallModels.Modern with { TieEmbeddings = true, NormPlacement = NormPlacement.Post }, Id).call(ids));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Tied: the head is the token embedding's own matrix. Norms after: there is no ln_f.");
}

public sealed class ModelCausality() : Check("M02.E7.causal", "never lets a later token change an earlier logit, bit for bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptModel model = SmallModels.Make(SmallModels.Classic, Id);
        Tensor ids = probe.Random.Integers(0, 12, 1, 6);
        Tensor changed = ids.clone();
        changed[0, 3] = 12;
        probe.Observe("logits", model.call(ids));
        probe.Observe("logits after token 3 was changed", model.call(changed));
    }

    public override Verdict Judge(Evidence evidence) => Causality.Judge(
        evidence, evidence.Tensor("logits"), evidence.Tensor("logits after token 3 was changed"), changedAt: 3, Tolerance.Model);
}

public sealed class ModelNames()
    : Check("M02.E7.names", "has the documented parameters and no others, so that foreign weights load strictly")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("names, tied, norms before", Weights.Names(new GptModel(SmallModels.Classic with { Layers = 2 })));
        probe.Observe("names, untied, newer parts", Weights.Names(new GptModel(SmallModels.Modern with { Layers = 1 })));
        probe.Observe("names, norms after",
            Weights.Names(new GptModel(SmallModels.Classic with { Layers = 1, NormPlacement = NormPlacement.Post })));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A tied model has no lm_head.weight, a model with norms after no ln_f, and nothing but parameters belongs into the state dictionary.");
}

public sealed class ModelTiedStep() : Check("M02.E7.tied-step", "lets an optimizer step the tied matrix once")
{
    private const double Rate = 0.5;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptModel model = SmallModels.Make(SmallModels.Classic, Id);
        TorchSharp.Modules.Parameter matrix = model.named_parameters().Single(p => p.name == "wte.weight").parameter;
        Tensor before = matrix.detach().clone(), ids = probe.Random.Integers(0, 13, 2, 6);
        using var optimizer = optim.SGD(model.parameters(), Rate);
        nn.functional.cross_entropy(model.call(ids).reshape(-1, 13), ids.reshape(-1)).backward();
        Tensor gradient = matrix.grad!.clone();
        _ = optimizer.step();
        probe.Observe("the step", before - matrix.detach());
        probe.Observe("the gradient", gradient);
    }

    public override Verdict Judge(Evidence evidence)
    {
        TensorObservation step = evidence.Tensor("the step"), gradient = evidence.Tensor("the gradient");
        double once = 0, twice = 0;
        for (int i = 0; i < step.Values.Count; i++)
        {
            once = Math.Max(once, Math.Abs(step.Values[i] - (Rate * gradient.Values[i])));
            twice = Math.Max(twice, Math.Abs(step.Values[i] - (2 * Rate * gradient.Values[i])));
        }

        if (gradient.Values.All(g => g == 0)) return Verdict.Fail("No gradient reached `wte.weight`.");
        return once <= Tolerance.Model.Absolute
            ? Verdict.Pass
            : Verdict.Fail(
                twice <= Tolerance.Model.Absolute
                    ? "A step of SGD moves the tied matrix twice."
                    : "A step of SGD does not move the tied matrix by rate · gradient.",
                hint: "`parameters()` lists a matrix once for each name that it is registered under, and an optimizer steps what is listed. Register it once, and multiply with it.");
    }
}

public sealed class ModelParameterCount()
    : Check("M02.E7.parameter-count", "counts the parameters exactly, without making a tensor", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, GptConfig Config)[] all =
        [
            ("GPT-2 small", GptConfig.Gpt2Small),
            ("GPT-2 medium", GptConfig.Gpt2Medium),
            ("GPT-2 XL", GptConfig.Gpt2Xl),
            ("untied", GptConfig.Gpt2Small with { TieEmbeddings = false }),
            ("four key heads", GptConfig.Gpt2Small with { KvHeads = 4 }),
            ("no biases", GptConfig.Gpt2Small with { Bias = false }),
            ("norms after", GptConfig.Gpt2Small with { NormPlacement = NormPlacement.Post }),
            ("RMSNorm with biases", GptConfig.Gpt2Small with { Norm = NormKind.RmsNorm }),
            ("SwiGLU with biases", GptConfig.Gpt2Small with { Activation = Activation.SwiGlu }),
            ("everything newer", GptConfig.Gpt2Small with
            {
                Activation = Activation.SwiGlu, Norm = NormKind.RmsNorm, Bias = false, TieEmbeddings = false, KvHeads = 1
            }),
            ("a giant", new GptConfig { VocabularySize = 128_000, ContextLength = 131_072, Layers = 126, Heads = 128, KvHeads = 8, Width =
                16_384, FeedForwardWidth = 53_248, Bias = false }),
        ];
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        foreach ((string name, GptConfig config) in all) probe.Observe($"parameters, {name}", GptModel.ParameterCount(config));
        probe.Observe("tensors made", DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Compare with what parameters() of a small model adds up to, part by part; and use long throughout.");
}

public sealed class ModelDropout()
    : Check("M02.E7.dropout", "drops from the embeddings and from both sub-layers while training, and nothing after eval()", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = SmallModels.Classic with { Dropout = 0.5 };
        Tensor ids = probe.Random.Integers(0, 13, 2, 8), x = probe.Random.Normal(2, 8, 8);

        GptModel model = SmallModels.Make(config, Id);
        probe.Observe("two runs after eval() are equal", Same(model.call(ids), model.call(ids)));
        probe.Observe("logits after eval()", model.call(ids));

        // With mute sub-layers only the embeddings are left to drop from.
        SmallModels.Mute(model, "c_proj");
        model.train();
        probe.Observe("embeddings are dropped from", !Same(model.call(ids), model.call(ids)));

        foreach ((string mute, string rest) in new[] { ("mlp.c_proj", "attention"), ("attn.c_proj", "the feed-forward layer") })
        {
            TransformerBlock block = Weights.Fill(new TransformerBlock(config), Id);
            SmallModels.Mute(block, mute);
            block.train();
            probe.Observe($"{rest} is dropped from", !Same(block.call(x), block.call(x)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("nn.Dropout modules that are registered follow train() and eval(); the reference's attention does its own dropout if you hand it the probability.");

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();
}

public sealed class ModelGradient() : Check("M02.E7.gradient", "lets gradients through to every parameter", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, GptConfig config) in new[] { ("tied", SmallModels.Classic), ("untied, newer parts", SmallModels.Modern) })
        {
            GptModel model = SmallModels.Make(config, Id);
            (model.call(probe.Random.Integers(0, 13, 2, 5)) * probe.Random.Normal(2, 5, 13)).sum().backward();
            probe.Observe($"parameters without a gradient, {name}",
                string.Join(", ", model.named_parameters().Where(p => p.parameter.grad is null).Select(p => p.name)));
            probe.Observe($"gradient of wte, {name}", model.named_parameters().First(p => p.name == "wte.weight").parameter.grad);
            probe.Observe($"gradient of wpe, {name}", model.named_parameters().First(p => p.name == "wpe.weight").parameter.grad);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-3, 1e-3, "float32 rounding grows through the layers of a model and back"))
        .WithHint("Use every part that you register, and nothing in a no_grad block; a tied matrix gets gradients from both of its uses.");
}

public sealed class ModelBadArguments()
    : Check("M02.E7.bad-arguments",
        "refuses too many positions, out-of-range token ids, inputs of the wrong shape and positions that are not learned")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var model = new GptModel(SmallModels.Classic);
        var block = new TransformerBlock(SmallModels.Classic);
        probe.ObserveThrows<ArgumentException>("9 positions in a context of 8", () => model.call(zeros(1, 9, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("token 13 of 13", () => model.call(full([1, 2], 13, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("token -1", () => model.call(full([1, 2], -1, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("ids without a batch", () => model.call(zeros(3, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("ids of float32", () => model.call(zeros(1, 3)));
        probe.ObserveThrows<ArgumentException>("a block's input of another width", () => block.call(probe.Random.Normal(1, 3, 6)));
        probe.ObserveThrows<ArgumentException>("token 13 among others", () => model.call(tensor(new long[] { 0, 13, 2 }).reshape(1, 3)));
        probe.ObserveThrows<ArgumentException>("token -1 among others", () => model.call(tensor(new long[] { 5, -1, 2 }).reshape(1, 3)));
        probe.ObserveThrows<ArgumentException>("no tokens", () => model.call(zeros(1, 0, ScalarType.Int64)));
        probe.ObserveAccepts("one token", () => model.call(zeros(1, 1, ScalarType.Int64)));
        probe.ObserveAccepts("a context that is shorter than the width",
            () => new GptModel(SmallModels.Classic with { ContextLength = 5 }).call(zeros(1, 5, ScalarType.Int64)));
        probe.Observe("parameters of a vocabulary and a context beyond int",
            GptModel.ParameterCount(SmallModels.Classic with { VocabularySize = 2_000_000_000, ContextLength = 1_000_000_000 }));
        probe.ObserveThrows<ArgumentException>("a block's input without a batch", () => block.call(probe.Random.Normal(3, 8)));
        probe.ObserveAccepts("tokens that there are", () => model.call(zeros(1, 8, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("3 heads of a width of 8",
            () => _ = new TransformerBlock(SmallModels.Classic with { Heads = 3 }));
        probe.ObserveThrows<ArgumentException>("a model with rotary positions",
            () => _ = new GptModel(SmallModels.Classic with { Positions = PositionEncoding.Rope }));
        probe.ObserveThrows<ArgumentException>("a model with sinusoidal positions",
            () => _ = new GptModel(SmallModels.Classic with { Positions = PositionEncoding.Sinusoidal }));
        probe.ObserveThrows<ArgumentException>("the parameters of a model without positions",
            () => _ = GptModel.ParameterCount(SmallModels.Classic with { Positions = PositionEncoding.None }));
        probe.ObserveThrows<ArgumentException>("the parameters of 3 heads",
            () => _ = GptModel.ParameterCount(SmallModels.Classic with { Heads = 3 }));
    }
}

public sealed class ModelLeavesNothing() : Check("M02.E7.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptModel model = SmallModels.Make(SmallModels.Classic, Id);
        Tensor ids = probe.Random.Integers(0, 13, 1, 4), x = probe.Random.Normal(1, 4, 8);
        probe.ObserveLeak("tensors left by the model", () => model.call(ids));
        foreach (NormPlacement placement in new[] { NormPlacement.Pre, NormPlacement.Post })
        {
            var block = new TransformerBlock(SmallModels.Classic with { NormPlacement = placement });
            probe.ObserveLeak($"tensors left by a block, {placement}", () => block.call(x));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
