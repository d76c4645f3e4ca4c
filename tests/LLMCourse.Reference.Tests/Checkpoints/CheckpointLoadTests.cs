using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tests.Oracle;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Checkpoints;

public sealed class CheckpointLoadTests
{
    /// <summary>2⁻²⁴ times the few hundred roundings on the way through two blocks, with weights of order 1.</summary>
    private const double Tolerance = 1e-4;

    private static readonly long[] Ids = [3, 1, 4, 1, 5, 9];

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Theory]
    [InlineData("transformer.", false)]
    [InlineData("", false)]
    [InlineData("transformer.", true)]
    [InlineData("", true)]
    public void Load_Gpt2_ComputesWhatThePublishedCodeDoes(string prefix, bool buffers)
    {
        using var scope = NewDisposeScope();
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.Gpt2Config);
        Dictionary<string, Tensor> tensors = HuggingFaceFolder.Gpt2(prefix, buffers);
        if (buffers)
            tensors["lm_head.weight"] = tensors[$"{prefix}wte.weight"];
        folder.WriteSingle(tensors);

        using Gpt model = Checkpoint.Load(folder.Path);

        Assert.Equal(
            new GptConfig { VocabularySize = 11, ContextLength = 6, Layers = 2, Heads = 3, Width = 12, Activation = Activation.GeluTanh },
            model.Config);
        Values.Close(new ScalarHuggingFace(tensors).Gpt2(Ids, 12, 3, 2), Values.Of(Logits(model)), Tolerance);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Load_Llama_ComputesWhatThePublishedCodeDoes(bool head, bool sharded)
    {
        using var scope = NewDisposeScope();
        using var folder = new HuggingFaceFolder(
            HuggingFaceFolder.LlamaConfig.Replace("\"tie_word_embeddings\": false", $"\"tie_word_embeddings\": {(head ? "false" : "true")}",
                StringComparison.Ordinal));
        Dictionary<string, Tensor> tensors = HuggingFaceFolder.Llama(head);
        if (!head)
            tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = Values.Random(1, ScalarType.Float32, 2);
        if (sharded)
            folder.WriteSharded(tensors);
        else
            folder.WriteSingle(tensors);

        using Gpt model = Checkpoint.Load(folder.Path, dropout: 0.2);

        Assert.Equal(
            new GptConfig
            {
                VocabularySize = 11,
                ContextLength = 6,
                Layers = 2,
                Heads = 4,
                KvHeads = 2,
                Width = 16,
                FeedForwardWidth = 10,
                Dropout = 0.2,
                Positions = PositionEncoding.Rope,
                RopeTheta = 500,
                Norm = NormKind.RmsNorm,
                NormEpsilon = 1e-6,
                Activation = Activation.SwiGlu,
                Bias = false,
                TieEmbeddings = !head,
            },
            model.Config);
        model.eval();
        Values.Close(new ScalarHuggingFace(tensors).Llama(Ids, 16, 4, 2, 2, 1e-6, 500), Values.Of(Logits(model)), Tolerance);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float64)]
    public void Load_OtherFloatingType_IsConvertedToFloat32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.LlamaConfig);
        Dictionary<string, Tensor> tensors = HuggingFaceFolder.Llama().ToDictionary(pair => pair.Key, pair => pair.Value.to(type));
        folder.WriteSingle(tensors);

        using Gpt model = Checkpoint.Load(folder.Path);

        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Values.Close(new ScalarHuggingFace(tensors).Llama(Ids, 16, 4, 2, 2, 1e-6, 500), Values.Of(Logits(model)), Tolerance);
    }

    [Fact]
    public void Load_NativeModelWrittenByThoseNames_GivesTheSameLogitsBitForBit()
    {
        using var scope = NewDisposeScope();
        using var native = new Gpt(GptConfig.TinyModern with { Layers = 2, TieEmbeddings = false }, seed: 5);
        Dictionary<string, Tensor> state = native.state_dict(), tensors = [];
        (tensors["model.embed_tokens.weight"], tensors["model.norm.weight"], tensors["lm_head.weight"]) =
            (state["wte.weight"], state["ln_f.weight"], state["lm_head.weight"]);
        for (int i = 0; i < 2; i++)
        {
            string from = $"h.{i}.", to = $"model.layers.{i}.";
            Tensor fused = state[$"{from}attn.c_attn.weight"], up = state[$"{from}mlp.c_fc.weight"];
            tensors[$"{to}input_layernorm.weight"] = state[$"{from}ln_1.weight"];
            tensors[$"{to}self_attn.q_proj.weight"] = fused[..128];
            tensors[$"{to}self_attn.k_proj.weight"] = fused[128..192];
            tensors[$"{to}self_attn.v_proj.weight"] = fused[192..];
            tensors[$"{to}self_attn.o_proj.weight"] = state[$"{from}attn.c_proj.weight"];
            tensors[$"{to}post_attention_layernorm.weight"] = state[$"{from}ln_2.weight"];
            tensors[$"{to}mlp.gate_proj.weight"] = up[..384];
            tensors[$"{to}mlp.up_proj.weight"] = up[384..];
            tensors[$"{to}mlp.down_proj.weight"] = state[$"{from}mlp.c_proj.weight"];
        }

        using var folder = new HuggingFaceFolder("""
            {"model_type": "mistral", "architectures": ["MistralForCausalLM"], "vocab_size": 65, "hidden_size": 128, "intermediate_size": 384,
             "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64, "rms_norm_eps": 1e-5,
             "sliding_window": 4096, "head_dim": 32, "rope_parameters": {"rope_type": "default", "rope_theta": 10000}}
            """);
        folder.WriteSingle(tensors);

        using Gpt loaded = Checkpoint.Load(folder.Path);

        Tensor ids = Values.Ids(seed: 1, 65, batch: 2, length: 64);
        Assert.Equal(Values.Bytes(native.forward(ids)), Values.Bytes(loaded.forward(ids)));
    }

    [Fact]
    public void Load_AnyOutcome_LeavesNoTensor()
    {
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.LlamaConfig);
        using (NewDisposeScope())
            folder.WriteSharded(HuggingFaceFolder.Llama());

        // A parameter takes over the tensor that it is made from, which the statistics go on
        // counting: a model costs as much, loaded or not.
        long start = Live;
        new Gpt(CheckpointConfig.Read(folder.Path).Model).Dispose();
        long model = Live - start, before = Live;

        Checkpoint.Load(folder.Path).Dispose();
        Assert.Equal(before + model, Live);

        before = Live;
        Assert.Throws<OperationCanceledException>(
            () => Checkpoint.Load(folder.Path, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(before + model, Live);

        before = Live;
        string shard = folder.File("model-00002-of-00002.safetensors");
        byte[] bytes = File.ReadAllBytes(shard);
        File.WriteAllBytes(shard, bytes[..^1]);
        Assert.Throws<SafetensorsException>(() => Checkpoint.Load(folder.Path));
        Assert.Equal(before, Live);

        File.Delete(shard); // possible only when no file was left open on systems that lock them
        Assert.Throws<CheckpointException>(() => Checkpoint.Load(folder.Path));
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Load_ParametersOfALoadedModel_CanBeTrained()
    {
        using var scope = NewDisposeScope();
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.Gpt2Config);
        folder.WriteSingle(HuggingFaceFolder.Gpt2());
        using Gpt model = Checkpoint.Load(folder.Path);

        model.Loss(tensor(Ids).reshape(1, -1), tensor(Ids).reshape(1, -1)).backward();

        Assert.All(model.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    private static Tensor Logits(Gpt model) => model.forward(tensor(Ids).reshape(1, -1));
}
