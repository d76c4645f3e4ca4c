using LLMCourse.Reference;
using LLMCourse.Reference.Storage;
using TorchSharp;
using TorchSharp.Modules;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E2")]
public sealed class LoraTests
{
    private static readonly GptConfig Small = new() { VocabularySize = 11, ContextLength = 8, Layers = 2, Heads = 4, KvHeads = 2, Width = 16 };

    [Fact(DisplayName = "M09.E2 Worked by hand: rank 1, α 3 adds 3·B·(A·x) to a layer of two")]
    public void Update_WorkedByHand_IsScaleTimesBTimesAx()
    {
        using var scope = NewDisposeScope();
        using Linear linear = nn.Linear(2, 2);
        using Generator generator = new(1, CPU);
        using LoraLayer layer = new(linear, new LoraOptions(".*", Rank: 1, Alpha: 3), generator);
        Set(layer.A, 1, 2);
        Set(layer.B, 5, 7);

        Tensor update = layer.Update(tensor(new[,] { { 1f, 1 } }));

        // A·x = 3, B·3 = (15, 21), times 3/1.
        Assert.Equal([45f, 63], update.data<float>().ToArray());
        Assert.Equal([15f, 30, 21, 42], layer.Delta().data<float>().ToArray());
    }

    [Fact(DisplayName = "M09.E2 A fresh adapter changes no logit, and has r·(in + out) numbers a layer")]
    public void Inject_Fresh_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        Tensor ids = tensor(new long[,] { { 1, 2, 3 }, { 4, 5, 6 } }), before = model.call(ids);

        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(@"h\.\d+\.attn\.c_attn", Rank: 4, Alpha: 8));

        Assert.True(model.call(ids).eq(before).all().item<bool>());
        Assert.Equal(["h.0.attn.c_attn", "h.1.attn.c_attn"], adapter.Layers.Select(layer => layer.Name));
        // 16 in; 16 queries, 8 keys and 8 values out.
        Assert.Equal(2 * 4 * (16 + 32), adapter.ParameterCount);
        Assert.All(model.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact(DisplayName = "M09.E2 The target matches whole names: c_attn alone is none of them")]
    public void Inject_PartOfAName_ThrowsAndListsNames()
    {
        using Gpt model = new(Small, seed: 1);

        ArgumentException e = Assert.Throws<ArgumentException>(() => Lora.Inject(model, new LoraOptions("c_attn", Rank: 4, Alpha: 8)));

        Assert.Contains("h.1.attn.c_attn", e.Message, StringComparison.Ordinal);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact(DisplayName = "M09.E2 Merged, the model computes the same; unmerged, it has its weights back to the bit")]
    public void Merge_AndUnmerge_KeepOutputAndWeights()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        Tensor ids = tensor(new long[,] { { 1, 2, 3 } }), plain = model.call(ids);
        string hash = Lora.BaseHash(model);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*", Rank: 2, Alpha: 8));
        Fill(adapter, seed: 5);
        Tensor adapted = model.call(ids);

        adapter.Merge();
        Tensor merged = model.call(ids);
        string whileMerged = Lora.BaseHash(model);
        adapter.Unmerge();

        Assert.True((merged - adapted).abs().max().item<float>() < 1e-5);
        Assert.True((adapted - plain).abs().max().item<float>() > 1e-2);
        Assert.NotEqual(hash, whileMerged);
        Assert.Equal(hash, Lora.BaseHash(model));
    }

    [Fact(DisplayName = "M09.E2 Two adapters on one model: each alone gives its own output, again and again")]
    public void IsActive_TwoAdapters_Swap()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        Tensor ids = tensor(new long[,] { { 1, 2, 3 } }), plain = model.call(ids);
        using LoraAdapter first = Lora.Inject(model, new LoraOptions(".*c_attn", Rank: 2, Alpha: 8, Seed: 1));
        Fill(first, seed: 5);
        Tensor firstAlone = model.call(ids);
        using LoraAdapter second = Lora.Inject(model, new LoraOptions(".*c_proj", Rank: 3, Alpha: 8, Seed: 2));
        Fill(second, seed: 6);

        second.IsActive = false;
        Assert.True(model.call(ids).eq(firstAlone).all().item<bool>());
        (first.IsActive, second.IsActive) = (false, true);
        Assert.False(model.call(ids).eq(firstAlone).all().item<bool>());
        second.IsActive = false;
        Assert.True(model.call(ids).eq(plain).all().item<bool>());
    }

    [Fact(DisplayName = "M09.E2 Steps move A and B, and not one bit of the model")]
    public void Step_Repeated_LeavesTheBase()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Small, seed: 1);
        string hash = Lora.BaseHash(model);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*", Rank: 4, Alpha: 8));
        using optim.Optimizer optimizer = optim.AdamW(adapter.Parameters(), lr: 0.01);
        Tensor ids = tensor(new long[,] { { 1, 2, 3, 4, 5 } }), targets = tensor(new long[,] { { 2, 3, 4, 5, 6 } });
        float first = model.Loss(ids, targets).item<float>();

        for (int step = 0; step < 20; step++)
        {
            optimizer.zero_grad();
            model.Loss(ids, targets).backward();
            _ = optimizer.step();
        }

        Assert.True(model.Loss(ids, targets).item<float>() < first - 0.1);
        Assert.Equal(hash, Lora.BaseHash(model));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact(DisplayName = "M09.E2 What was saved loads onto the same weights, and is refused by others")]
    public void Load_AnotherBase_Throws()
    {
        using var scope = NewDisposeScope();
        string folder = Directory.CreateTempSubdirectory("lora-").FullName;
        try
        {
            using Gpt model = new(Small, seed: 1), same = new(Small, seed: 1), other = new(Small, seed: 2);
            Tensor ids = tensor(new long[,] { { 1, 2, 3 } });
            using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*c_attn", Rank: 2, Alpha: 8));
            Fill(adapter, seed: 5);

            adapter.Save(folder);
            using LoraAdapter loaded = LoraAdapter.Load(same, folder);

            Assert.True(same.call(ids).eq(model.call(ids)).all().item<bool>());
            Assert.Contains("base_model.model.h.0.attn.c_attn.lora_A.weight", AdapterFolder.Read(folder).Tensors.Keys);
            Assert.Contains(Lora.BaseHash(model), Assert.Throws<InvalidDataException>(() => LoraAdapter.Load(other, folder)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(DisplayName = "M09.E2 The configuration reads as PEFT writes it")]
    public Task ToJson_Options_Reads() =>
        Verifier.Verify(LoraConfig.ToJson(new LoraOptions(@"h\.\d+\.attn\.c_attn", Rank: 8, Alpha: 16, Dropout: 0.05)));

    [Theory(DisplayName = "M09.E2 PEFT's list of modules matches names that end so")]
    [InlineData("h.0.attn.c_attn", true)]
    [InlineData("c_attn", true)]
    [InlineData("h.0.attn.my_c_attn", false)]
    [InlineData("h.0.attn.c_attn.inner", false)]
    public void Parse_ListOfModules_MatchesTheEnd(string name, bool matches)
    {
        LoraOptions options = LoraConfig.Parse("""{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj", "c_attn"], "inference_mode": true}""");

        Assert.Equal((8, 16.0), (options.Rank, options.Alpha));
        Assert.Equal(matches, System.Text.RegularExpressions.Regex.IsMatch(name, $"^(?:{options.Target})$"));
    }

    [Fact(DisplayName = "M09.E2 What cannot be computed here is refused by its name")]
    public void Parse_Unsupported_NamesTheKey() => Assert.Contains("use_dora", Assert.Throws<InvalidDataException>(() =>
        LoraConfig.Parse("""{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["c_attn"], "use_dora": true}""")).Message, StringComparison.Ordinal);

    private static void Set(Parameter parameter, params float[] values)
    {
        using var noGradient = no_grad();
        _ = parameter.copy_(tensor(values).view(parameter.shape));
    }

    /// <summary>Gives an adapter numbers as if it had been trained.</summary>
    private static void Fill(LoraAdapter adapter, int seed)
    {
        using var noGradient = no_grad();
        using Generator generator = new((ulong)seed, CPU);
        foreach (Parameter parameter in adapter.Parameters())
            _ = parameter.normal_(0, 0.3, generator);
    }
}
