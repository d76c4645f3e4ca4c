using LLMCourse.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E3")]
public sealed class PromptTuningTests
{
    private static readonly GptConfig Small = new() { VocabularySize = 11, ContextLength = 8, Layers = 2, Heads = 4, KvHeads = 2, Width = 16 };

    [Fact(DisplayName = "M09.E3 Worked by hand: two keys of a prefix, three tokens")]
    public void Mask_OfTwoAndThree_ShowsThePrefixToAll()
    {
        using var scope = NewDisposeScope();

        Tensor mask = PrefixAttention.Mask(prefix: 2, tokens: 3);

        Assert.Equal([3L, 5], mask.shape);
        Assert.Equal("xxx.. xxxx. xxxxx", string.Join(' ', mask.data<bool>().ToArray().Select(seen => seen ? 'x' : '.').Chunk(5).Select(row => new string(row))));
    }

    [Fact(DisplayName = "M09.E3 Worked by hand: a token that sees two equal keys takes the mean of their values")]
    public void Attend_EqualKeys_TakesTheMean()
    {
        using var scope = NewDisposeScope();
        Tensor zero = zeros(1, 1, 1, 2), value = tensor(new[] { 4f, 8 }).view(1, 1, 1, 2);

        Tensor context = PrefixAttention.Attend(zero, zero, value, zeros(1, 1, 2), tensor(new[] { 0f, 2 }).view(1, 1, 2));

        Assert.Equal([2f, 5], context.data<float>().ToArray());
    }

    [Fact(DisplayName = "M09.E3 A prompt that begins as a text gives the logits of that text before the tokens")]
    public void Forward_PromptOfTokens_EqualsTheText()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        using PromptTuning tuned = new(model, [7, 8, 9]);

        Tensor logits = tuned.call(tensor(new long[,] { { 1, 2 } }));

        Assert.Equal([1L, 2, 11], logits.shape);
        Assert.True(logits.allclose(model.call(tensor(new long[,] { { 7, 8, 9, 1, 2 } })).narrow(1, 3, 2), rtol: 1e-6, atol: 1e-6));
    }

    [Fact(DisplayName = "M09.E3 Only the new numbers are parameters: P·C, and 2·L·P·G·D")]
    public void Parameters_OfBoth_AreTheNewOnes()
    {
        using Gpt model = new(Small, seed: 1);
        using PromptTuning prompt = new(model, tokens: 3);
        using PrefixTuning prefix = new(model, tokens: 5);

        Assert.Equal(3 * 16, prompt.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(2 * 2 * 5 * 2 * 4, prefix.parameters().Sum(parameter => parameter.numel()));
        Assert.All(model.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact(DisplayName = "M09.E3 The prompt takes places of the context, the prefix none")]
    public void Forward_FullContext_FitsThePrefixAlone()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        using PromptTuning prompt = new(model, tokens: 3);
        using PrefixTuning prefix = new(model, tokens: 3);
        Tensor ids = zeros(1, 8, ScalarType.Int64);

        Assert.Equal([1L, 8, 11], prefix.call(ids).shape);
        _ = Assert.Throws<ArgumentException>(() => prompt.call(ids));
        Assert.Equal([1L, 5, 11], prompt.call(ids.narrow(1, 0, 5)).shape);
    }

    [Fact(DisplayName = "M09.E3 The model outlives what was trained on it")]
    public void Dispose_OfAll_LeavesTheModel()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        Tensor ids = tensor(new long[,] { { 1, 2, 3 } }), before = model.call(ids);

        new PromptTuning(model, tokens: 3).Dispose();
        new PrefixTuning(model, tokens: 3).Dispose();
        BottleneckAdapters.Attach(model, @"h\.\d+\.(attn|mlp)\.c_proj", bottleneck: 4).Dispose();

        Assert.True(model.call(ids).eq(before).all().item<bool>());
    }

    [Fact(DisplayName = "M09.E3 A fresh bottleneck is the identity, to the bit; on a model it has 2·C·M + M + C numbers a layer")]
    public void Bottleneck_Fresh_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        using BottleneckAdapter adapter = new(width: 16, bottleneck: 4);
        Tensor x = randn([2, 3, 16], generator: new Generator(1)), ids = tensor(new long[,] { { 1, 2, 3 } }), before = model.call(ids);

        using BottleneckAdapters adapters = BottleneckAdapters.Attach(model, @"h\.\d+\.(attn|mlp)\.c_proj", bottleneck: 4);

        Assert.True(adapter.call(x).eq(x).all().item<bool>());
        Assert.True(model.call(ids).eq(before).all().item<bool>());
        Assert.Equal(["h.0.attn.c_proj", "h.0.mlp.c_proj", "h.1.attn.c_proj", "h.1.mlp.c_proj"], adapters.Layers.Select(layer => layer.Name));
        Assert.Equal(4 * ((2 * 16 * 4) + 4 + 16), adapters.Parameters().Sum(parameter => parameter.numel()));
    }

    [Fact(DisplayName = "M09.E3 Each learns on a frozen model")]
    public void Step_Repeated_LowersTheLoss()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        Tensor ids = tensor(new long[,] { { 1, 2, 3, 4, 5 } }), targets = tensor(new long[,] { { 6, 6, 6, 6, 6 } });
        // An untrained model of GPT-2's first weights, frozen, could say nothing for sure: larger weights can.
        using (no_grad())
        {
            foreach (Tensor matrix in model.parameters().Where(parameter => parameter.dim() == 2))
                _ = matrix.mul_(10);
        }

        string hash = Hash(model);
        float frozen = model.Loss(ids, targets).item<float>();
        using PromptTuning prompt = new(model, tokens: 3);
        using PrefixTuning prefix = new(model, tokens: 3);
        foreach (nn.Module<Tensor, Tensor> tuned in new nn.Module<Tensor, Tensor>[] { prompt, prefix })
        {
            using optim.Optimizer optimizer = optim.AdamW(tuned.parameters(), lr: 0.1);
            Tensor Loss() => nn.functional.cross_entropy(tuned.call(ids).view(-1, 11), targets.view(-1));
            for (int step = 0; step < 40; step++)
            {
                optimizer.zero_grad();
                Loss().backward();
                _ = optimizer.step();
            }

            Assert.True(Loss().item<float>() < frozen - 0.2, tuned.GetName());
        }

        Assert.Equal(hash, Hash(model));
    }

    private static string Hash(nn.Module model) => string.Join(' ', model.state_dict().Values.Select(value => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value.bytes))));
}
