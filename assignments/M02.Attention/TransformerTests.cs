using LLMCourse.Reference;
using TorchSharp;
using VerifyXunit;
using static LLMCourse.M02.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M02;

[Trait("Exercise", "M02.E7")]
public sealed class TransformerTests
{
    private static readonly GptConfig Small = new()
    {
        VocabularySize = 11,
        ContextLength = 6,
        Layers = 2,
        Heads = 2,
        Width = 8,
        Dropout = 0.5,
    };

    public static TheoryData<string> Shapes => [.. Configurations().Keys];

    [Fact(DisplayName = "M02.E7 Worked by hand: with mute attention and feed-forward, a pre-norm block is the identity, a post-norm block two norms")]
    public void Block_WithMuteSublayers_IsResidualsAndNorms()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal(81, 1, 3, 8) * 4;
        using Reference.LayerNorm norm = new(8);
        foreach (NormPlacement placement in Enum.GetValues<NormPlacement>())
        {
            using TransformerBlock block = new(Small with { NormPlacement = placement });
            block.eval();
            using (no_grad())
            {
                foreach (Tensor parameter in block.named_parameters().Where(p => p.name.Contains("c_proj", StringComparison.Ordinal)).Select(p => p.parameter))
                    parameter.zero_();
            }

            Tensor expected = placement == NormPlacement.Pre ? x : norm.call(norm.call(x));
            AssertClose($"A {placement}-norm block", expected, block.call(x), Layer, "pre: x + f(norm(x)), so that nothing stands on the residual path; post: norm(x + f(x)).");
        }
    }

    [Theory(DisplayName = "M02.E7 A block equals the reference's block with the same weights")]
    [MemberData(nameof(Shapes))]
    public void Block_EqualsTheReference(string shape)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = Configurations()[shape];
        using Reference.TransformerBlock reference = new(config);
        using TransformerBlock block = new(config);
        _ = block.load_state_dict(reference.state_dict());
        reference.eval();
        block.eval();
        Tensor x = Normal(82, 2, 5, 8);

        AssertClose(shape, reference.call(x, null), block.call(x), Layer, "follow the two lines of formulas in the documentation of TransformerBlock; ln_1 belongs to attention, ln_2 to the feed-forward layer.");
    }

    [Theory(DisplayName = "M02.E7 The model equals the reference's with the same weights, also for sequences shorter than the context")]
    [MemberData(nameof(Shapes))]
    public void Model_EqualsTheReference(string shape)
    {
        const double Whole = 1e-4; // logits of a few units after some thirty layers of rounding
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = Configurations()[shape];
        using Gpt reference = new(config, seed: 3);
        using GptModel model = new(config);
        _ = model.load_state_dict(reference.state_dict());
        reference.eval();
        model.eval();
        foreach (int length in new[] { 1, 4, 6 })
        {
            Tensor ids = tensor(Enumerable.Range(0, 2 * length).Select(i => i * 7L % 11).ToArray(), ScalarType.Int64).reshape(2, length);
            AssertClose($"{shape}, {length} positions", reference.call(ids), model.call(ids), Whole, "token + position embedding, blocks, the final norm if norms stand before, then the head.");
        }
    }

    [Fact(DisplayName = "M02.E7 The state dictionary has the documented names")]
    public async Task StateDictionary_HasTheDocumentedNames()
    {
        using GptModel tied = new(Small with { Layers = 1 });
        using GptModel untied = new(Small with { Layers = 1, TieEmbeddings = false, Norm = NormKind.RmsNorm, NormPlacement = NormPlacement.Post, Activation = Activation.SwiGlu, KvHeads = 1, Bias = false });

        await Verifier.Verify($"GPT-2's parts\n{Names(tied)}\n\nuntied, RMSNorm after, SwiGLU, one key head, no biases\n{Names(untied)}");
    }

    [Fact(DisplayName = "M02.E7 GPT-2 small has 124,439,808 parameters, medium 354,823,168 and XL 1,557,611,200")]
    public void ParameterCount_OfGpt2_IsExact()
    {
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        Assert.Equal(124_439_808, GptModel.ParameterCount(GptConfig.Gpt2Small));
        Assert.Equal(354_823_168, GptModel.ParameterCount(GptConfig.Gpt2Medium));
        Assert.Equal(1_557_611_200, GptModel.ParameterCount(GptConfig.Gpt2Xl));
        Assert.Equal(124_439_808 + (50257 * 768), GptModel.ParameterCount(GptConfig.Gpt2Small with { TieEmbeddings = false }));
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Theory(DisplayName = "M02.E7 The count is the number of parameters that the model really has")]
    [MemberData(nameof(Shapes))]
    public void ParameterCount_EqualsTheModels(string shape)
    {
        using GptModel model = new(Configurations()[shape]);

        Assert.Equal(model.parameters().Sum(p => p.numel()), GptModel.ParameterCount(Configurations()[shape]));
    }

    [Fact(DisplayName = "M02.E7 The future does not leak through the whole model, bit by bit")]
    public void Model_WithAnotherFuture_IsUnchangedBefore()
    {
        using DisposeScope scope = NewDisposeScope();
        using GptModel model = new(Small);
        model.eval();

        double[] before = Values(model.call(tensor(new long[] { 1, 2, 3, 4 }).reshape(1, 4)));
        double[] after = Values(model.call(tensor(new long[] { 1, 2, 9, 4 }).reshape(1, 4)));
        Assert.True(before.AsSpan(0, 22).SequenceEqual(after.AsSpan(0, 22)), "Logits at positions 0 and 1 depend on the token at position 2.\nHint: give the attention a causal mask.");
        Assert.False(before.AsSpan(22, 11).SequenceEqual(after.AsSpan(22, 11)), "Logits at position 2 do not depend on its own token.");
    }

    [Fact(DisplayName = "M02.E7 Dropout works while training, and is off after eval()")]
    public void Model_DropsOnlyWhileTraining()
    {
        using DisposeScope scope = NewDisposeScope();
        using GptModel model = new(Small);
        Tensor ids = tensor(new long[] { 1, 2, 3, 4, 5, 6 }).reshape(1, 6);

        model.eval();
        Assert.True(Values(model.call(ids)).SequenceEqual(Values(model.call(ids))), "Two runs differ after eval().\nHint: use nn.Dropout modules, registered, or test `training`.");
        model.train();
        Assert.False(Values(model.call(ids)).SequenceEqual(Values(model.call(ids))), "Two runs are equal in training with dropout 0.5.\nHint: apply config.Dropout to the embeddings and to the sub-layers' outputs.");
    }

    [Fact(DisplayName = "M02.E7 Every parameter gets a gradient from the last position's logits")]
    public void Model_Backward_ReachesEveryParameter()
    {
        using DisposeScope scope = NewDisposeScope();
        using GptModel model = new(Small);
        model.eval();
        model.call(tensor(new long[] { 1, 2, 3, 4 }).reshape(1, 4)).square().sum().backward();

        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.grad is not null, $"{p.name} gets no gradient.\nHint: use every part that you register, and nothing in a no_grad block."));
    }

    [Fact(DisplayName = "M02.E7 Too many positions, unknown tokens and impossible shapes are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using GptModel model = new(Small);
        using TransformerBlock block = new(Small);

        AssertRefuses("7 positions in a context of 6", () => model.call(zeros(1, 7, ScalarType.Int64)));
        AssertRefuses("Token 11 of 11", () => model.call(tensor(new long[] { 11 }).reshape(1, 1)));
        AssertRefuses("Token −1", () => model.call(tensor(new long[] { -1 }).reshape(1, 1)));
        AssertRefuses("Ids without batch", () => model.call(zeros(3, ScalarType.Int64)));
        AssertRefuses("Float ids", () => model.call(zeros(1, 3)));
        AssertRefuses("A block's input of another width", () => block.call(zeros(1, 3, 4)));
        AssertRefuses("3 heads of a width of 8", () => new TransformerBlock(Small with { Heads = 3 }).Dispose());
        AssertRefuses("Rotary positions", () => new GptModel(Small with { Positions = PositionEncoding.Rope }).Dispose());
        AssertRefuses("ParameterCount of 3 heads", () => _ = GptModel.ParameterCount(Small with { Heads = 3 }));
    }

    [Fact(DisplayName = "M02.E7 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using GptModel model = new(Small);
        using TransformerBlock block = new(Small);
        Tensor ids = zeros(1, 3, ScalarType.Int64), x = Normal(83, 1, 3, 8);

        AssertNoLeak("The model", () => model.call(ids));
        AssertNoLeak("A block", () => block.call(x));
    }

    private static Dictionary<string, GptConfig> Configurations() => new(StringComparer.Ordinal)
    {
        ["norms before"] = Small,
        ["norms after"] = Small with { NormPlacement = NormPlacement.Post },
        ["RMSNorm, SwiGLU, no biases"] = Small with { Norm = NormKind.RmsNorm, Activation = Activation.SwiGlu, Bias = false },
        ["one key head, untied, narrow"] = Small with { KvHeads = 1, TieEmbeddings = false, FeedForwardWidth = 5 },
        ["norms after, ReLU, no biases"] = Small with { NormPlacement = NormPlacement.Post, Activation = Activation.Relu, Bias = false },
    };
}
