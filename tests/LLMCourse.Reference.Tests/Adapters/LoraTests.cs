using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Storage;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Adapters;

public sealed class LoraTests
{
    /// <summary>The task's: float32 weights of order 0.1 keep 1e-8, and two blocks add up a few hundred such roundings.</summary>
    private const double MergeTolerance = 1e-5;

    private static readonly LoraOptions Options = new() { Rank = 3, Alpha = 6, Targets = ["h.?.attn.c_attn", "*.mlp.*"] };

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Fact]
    public void Attach_BeforeTraining_LeavesTheLogitsBitForBit()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small);
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5);
        byte[] before = Values.Bytes(model.forward(ids));

        using LoraAdapters adapters = LoraAdapters.Attach(model, Options);

        Assert.Equal(before, Values.Bytes(model.forward(ids)));
        Assert.Equal(["h.0.attn.c_attn", "h.0.mlp.c_fc", "h.0.mlp.c_proj", "h.1.attn.c_attn", "h.1.mlp.c_fc", "h.1.mlp.c_proj"],
            adapters.Layers);
        Assert.Equal(2 * 3 * ((16 + 48) + (16 + 20) + (20 + 16)), adapters.ParameterCount);
        Assert.Equal(adapters.ParameterCount, adapters.Parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Attach_WorkedByHand_AddsAlphaOverRankTimesBA()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(("only", nn.Linear(2, 2, hasBias: false)));
        var linear = (Linear)model.named_modules().Single(pair => pair.module is Linear).module;
        Set(linear.weight!, 1, 0, 0, 1);
        using LoraAdapters adapters = LoraAdapters.Attach(model, new LoraOptions { Targets = ["only"], Rank = 1, Alpha = 3 });
        Set(adapters.Parameters().First(), 1, 2); // A = [1 2]
        Set(adapters.Parameters().Last(), 5, 7); // B = [5 7]ᵀ

        // x = (1, 1): A·x = 3, B·3 = (15, 21), times α/r = 3 is (45, 63), plus x.
        Values.Close([46, 64], Values.Of(model.call(ones(1, 2))), 1e-6);

        adapters.Merge();
        Values.Close([1 + 15, 30, 21, 1 + 42], Values.Of(linear.weight!), 1e-6);
        Values.Close([46, 64], Values.Of(model.call(ones(1, 2))), 1e-6);
    }

    [Fact]
    public void Backward_OnlyAdapters_GetGradients()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small);
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5);
        using (LoraAdapters adapters = LoraAdapters.Attach(model, Options))
        {
            model.Loss(ids, ids).backward();

            Assert.All(model.parameters(), parameter => Assert.True(!parameter.requires_grad && parameter.grad is null));
            Assert.All(adapters.StateDict(), pair => Assert.NotNull(pair.Value.grad));

            // With B = 0, what reaches A is zero and what reaches B is not.
            Assert.All(adapters.StateDict(),
                pair => Assert.Equal(pair.Key.EndsWith("lora_A.weight", StringComparison.Ordinal),
                    Values.Of(pair.Value.grad!).All(g => g == 0)));
        }

        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Backward_Float64_EqualsCentralDifferences()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        using LoraAdapters adapters = LoraAdapters.Attach(model, Options);
        Randomise(adapters);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 5), targets = Values.Ids(seed: 3, 11, batch: 2, length: 5);
        model.Loss(ids, targets).backward();

        foreach ((string name, Tensor parameter) in adapters.StateDict())
            Differences.Check(parameter, name, () => model.Loss(ids, targets));
    }

    [Fact]
    public void Merge_AndUnmerge_KeepTheOutput()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Gpt(GptConfig.TinyModern with { Layers = 2 });
        using LoraAdapters adapters = LoraAdapters.Attach(model, Options with { Targets = ["*"] });
        Tensor ids = Values.Ids(seed: 1, 65, batch: 2, length: 20);
        double[] plain = Values.Of(model.forward(ids)), weight = Values.Of(model.state_dict()["h.1.mlp.c_fc.weight"]);
        Randomise(adapters);
        double[] adapted = Values.Of(model.forward(ids));
        Assert.True(adapted.Zip(plain, (a, p) => Math.Abs(a - p)).Max() > 0.1,
            "The adapters change nothing, so that the test would compare nothing.");

        adapters.Merge();
        adapters.Merge();
        Assert.True(adapters.IsMerged);
        Values.Close(adapted, Values.Of(model.forward(ids)), MergeTolerance, "merged");

        adapters.Unmerge();
        Assert.False(adapters.IsMerged);
        Values.Close(adapted, Values.Of(model.forward(ids)), MergeTolerance, "unmerged");
        Values.Close(weight, Values.Of(model.state_dict()["h.1.mlp.c_fc.weight"]), MergeTolerance, "weight");

        adapters.Dispose();
        Values.Close(plain, Values.Of(model.forward(ids)), MergeTolerance, "disposed");
    }

    [Fact]
    public void Train_OneBatch_FitsWithTheModelFrozen()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 5); // a head of GPT-2's first weights, frozen, could not say anything for sure
        using LoraAdapters adapters = LoraAdapters.Attach(model, Options with { Targets = ["*"] });
        Dictionary<string, byte[]> frozen = model.state_dict().ToDictionary(pair => pair.Key, pair => Values.Bytes(pair.Value));
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5), targets = Values.Ids(seed: 2, 11, batch: 2, length: 5);
        using var optimizer = optim.AdamW(adapters.Parameters(), lr: 0.02, weight_decay: 0);
        double first = model.Loss(ids, targets).item<double>();

        for (int step = 0; step < 60; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            model.Loss(ids, targets).backward();
            _ = optimizer.step();
        }

        double last = model.Loss(ids, targets).item<double>();
        Assert.True(last < first / 2, $"The loss went from {first} to {last}.");
        Assert.All(model.state_dict(), pair => Assert.Equal(frozen[pair.Key], Values.Bytes(pair.Value)));
    }

    [Fact]
    public void SaveAndLoad_OntoAnotherCopy_GivesTheSameLogits()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var first = new Gpt(Configurations.Small, seed: 4);
        using var second = new Gpt(Configurations.Small, seed: 4);
        using LoraAdapters saved = LoraAdapters.Attach(first, Options), loaded = LoraAdapters.Attach(second, Options with { Seed = 9 });
        Randomise(saved);
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5);
        string path = folder.File("adapter");

        saved.Save(path);
        loaded.Load(path);

        Assert.Equal(Values.Bytes(first.forward(ids)), Values.Bytes(second.forward(ids)));
        using SafetensorsFile file = Safetensors.Open(Path.Combine(path, "adapter_model.safetensors"));
        Assert.Equal(12, file.Entries.Count);
        Assert.All(file.Entries, entry => Assert.Matches(@"^base_model\.model\.h\.\d\..*\.lora_[AB]\.weight$", entry.Name));
    }

    /// <summary>A folder as PEFT writes it, made here by hand: other keys in the configuration
    /// than ours, and no metadata of ours.</summary>
    [Fact]
    public void Load_FolderInTheLayoutOfPeft_TakesItsNumbers()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = new Gpt(Configurations.Small);
        int c = model.Config.Width;
        long outputs = model.state_dict()["h.0.attn.c_attn.weight"].shape[0];
        Tensor a = Values.Random(1, ScalarType.Float32, 2, c), b = Values.Random(2, ScalarType.Float32, outputs, 2);
        string path = folder.File("peft");
        _ = Directory.CreateDirectory(path);
        File.WriteAllText(
            Path.Combine(path, "adapter_config.json"),
            """
            {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "somebody/model", "bias": "none", "fan_in_fan_out": false, "inference_mode": true,
             "init_lora_weights": true, "lora_alpha": 6, "lora_dropout": 0.05, "modules_to_save": null, "peft_type": "LORA", "r": 2, "rank_pattern": {},
             "target_modules": ["c_attn"], "task_type": "CAUSAL_LM", "use_dora": false, "use_rslora": false}
            """);
        Safetensors.Write(
            Path.Combine(path, "adapter_model.safetensors"),
            new Dictionary<string, Tensor>
            {
                ["base_model.model.h.0.attn.c_attn.lora_A.weight"] = a,
                ["base_model.model.h.0.attn.c_attn.lora_B.weight"] = b
            },
            new Dictionary<string, string> { ["format"] = "pt" });
        using LoraAdapters adapters = LoraAdapters.Attach(model, new LoraOptions { Rank = 2, Alpha = 6, Targets = ["h.0.attn.c_attn"] });

        adapters.Load(path);

        Assert.Equal(Values.Bytes(a), Values.Bytes(adapters.StateDict()["h.0.attn.c_attn.lora_A.weight"]));
        Assert.Equal(Values.Bytes(b), Values.Bytes(adapters.StateDict()["h.0.attn.c_attn.lora_B.weight"]));
    }

    [Theory]
    [InlineData("not json", "is not an adapter's configuration")]
    [InlineData("[]", "is not an adapter's configuration")]
    [InlineData("{\"r\": 3, \"lora_alpha\": 6, \"use_rslora\": true}", "use_rslora is set")]
    [InlineData("{\"r\": \"three\", \"lora_alpha\": 6}", "r is \"three\", not 3")]
    public void Load_ConfigurationThatDoesNotFit_SaysSo(string config, string says)
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(Configurations.Small);
        using LoraAdapters adapters = LoraAdapters.Attach(model, new LoraOptions { Rank = 3, Alpha = 6 });
        adapters.Save(folder.File("adapter"));
        File.WriteAllText(Path.Combine(folder.File("adapter"), "adapter_config.json"), config);

        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => adapters.Load(folder.File("adapter"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatDoesNotFit_NamesEverythingAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = new Gpt(Configurations.Small);
        string path = folder.File("adapter");
        using (LoraAdapters other = LoraAdapters.Attach(model, new LoraOptions { Rank = 2, Alpha = 5, Targets = ["h.0.attn.*"] }))
            other.Save(path);
        using LoraAdapters adapters = LoraAdapters.Attach(model, new LoraOptions { Rank = 3, Alpha = 6, Targets = ["h.?.attn.c_attn"] });
        byte[][] before = [.. adapters.Parameters().Select(Values.Bytes)];

        string message = Assert.Throws<InvalidDataException>(() => adapters.Load(path)).Message;

        foreach (string part in new[]
        {
            "r is 2, not 3", "lora_alpha is 5, not 6", "'base_model.model.h.0.attn.c_attn.lora_A.weight' has shape [2, 16], not [3, 16]",
            "'base_model.model.h.1.attn.c_attn.lora_B.weight' is missing",
            "'base_model.model.h.0.attn.c_proj.lora_A.weight' is of no adapted layer",
        })
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }

        Assert.Equal(before, adapters.Parameters().Select(Values.Bytes));
        adapters.Merge();
        Assert.Contains("call Unmerge first", Assert.Throws<InvalidOperationException>(() => adapters.Load(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_BadOptions_SaysWhatToDo()
    {
        using var model = new Gpt(Configurations.Small);

        Assert.Contains("the model has h.0.attn.c_attn, h.0.attn.c_proj",
            Assert.Throws<ArgumentException>(() => LoraAdapters.Attach(model, new LoraOptions { Targets = ["*", "q_proj"] })).Message,
            StringComparison.Ordinal);
        Assert.Contains("LoraOptions.Rank is 0",
            Assert.Throws<ArgumentException>(() => LoraAdapters.Attach(model, new LoraOptions { Rank = 0 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("LoraOptions.Alpha is NaN",
            Assert.Throws<ArgumentException>(() => LoraAdapters.Attach(model, new LoraOptions { Alpha = double.NaN })).Message,
            StringComparison.Ordinal);
        Assert.Contains("LoraOptions.Dropout is 1",
            Assert.Throws<ArgumentException>(() => LoraAdapters.Attach(model, new LoraOptions { Dropout = 1 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("LoraOptions.Targets is empty",
            Assert.Throws<ArgumentException>(() => LoraAdapters.Attach(model, new LoraOptions { Targets = [] })).Message,
            StringComparison.Ordinal);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Leaks_EveryEntry_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(Configurations.Small);
        using Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5);
        using LoraAdapters adapters = LoraAdapters.Attach(model, Options);
        long before = Live;

        model.forward(ids).Dispose();
        adapters.Merge();
        model.forward(ids).Dispose();
        adapters.Unmerge();
        adapters.Save(folder.File("a"));
        adapters.Load(folder.File("a"));
        _ = adapters.AsModule();
        _ = adapters.Parameters();
        Assert.Equal(before, Live);

        Parameter[] owned = [.. adapters.Parameters()];
        adapters.Dispose();
        adapters.Dispose();
        Assert.All(owned, parameter => Assert.True(parameter.IsInvalid));
        Assert.Throws<ObjectDisposedException>(() => adapters.Merge());
        Assert.Throws<ObjectDisposedException>(() => adapters.Parameters());
    }

    private static void Set(Tensor target, params float[] values)
    {
        using var noGrad = no_grad();
        _ = target.copy_(tensor(values).reshape(target.shape));
    }

    private static void Randomise(LoraAdapters adapters)
    {
        using var noGrad = no_grad();
        int seed = 50;
        foreach (Parameter parameter in adapters.Parameters())
            _ = parameter.copy_(Values.Random(seed++, parameter.dtype, parameter.shape).mul(0.4));
    }
}
