using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Checkpoints;

public sealed class CheckpointRefusalTests
{
    [Fact]
    public Task Load_TensorsThatDoNotFit_NamesEachOfThem()
    {
        using var scope = NewDisposeScope();
        var cases = new List<string>();

        Dictionary<string, Tensor> tensors = HuggingFaceFolder.Gpt2();
        Assert.True(tensors.Remove("transformer.h.1.ln_1.bias"));
        Assert.True(tensors.Remove("transformer.wpe.weight"));
        tensors["transformer.h.0.mlp.c_fc.weight"] = tensors["transformer.h.0.mlp.c_fc.weight"].t();
        tensors["transformer.h.1.mlp.c_proj.bias"] = zeros(12, ScalarType.Int64);
        tensors["transformer.h.2.ln_1.weight"] = zeros(12);
        tensors["score\u001b[2J"] = zeros(1);
        tensors["h.0.attn.bias"] = zeros(1, 1, 6, 6);
        cases.Add(Problems("gpt2, several faults", HuggingFaceFolder.Gpt2Config, tensors));

        tensors = HuggingFaceFolder.Gpt2();
        tensors["lm_head.weight"] = tensors["transformer.wte.weight"] + 1;
        cases.Add(Problems("gpt2, a head that is not tied", HuggingFaceFolder.Gpt2Config, tensors));
        tensors["lm_head.weight"] = zeros(11, 13);
        cases.Add(Problems("gpt2, a head of another shape", HuggingFaceFolder.Gpt2Config, tensors));

        tensors = HuggingFaceFolder.Llama(head: false);
        tensors["model.layers.1.self_attn.k_proj.weight"] = zeros(16, 16);
        tensors["model.layers.1.self_attn.k_proj.bias"] = zeros(16);
        cases.Add(Problems("llama, no head, no shared keys, a bias", HuggingFaceFolder.LlamaConfig, tensors));

        cases.Add(Problems("llama, published names", HuggingFaceFolder.LlamaConfig.Replace("\"num_hidden_layers\": 2",
            "\"num_hidden_layers\": 1", StringComparison.Ordinal), new Dictionary<string, Tensor>
            {
                ["layers.0.attention.wq.weight"] = zeros(16, 16),
            }));
        cases.Add(Problems("llama, more layers than tensors",
            HuggingFaceFolder.LlamaConfig.Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 2000000000",
                StringComparison.Ordinal), HuggingFaceFolder.Llama()));

        return Verifier.Verify(string.Join("\n\n", cases));
    }

    [Fact]
    public Task Read_ConfigThatIsNotSupported_SaysWhatToDo()
    {
        string llama = HuggingFaceFolder.LlamaConfig, gpt2 = HuggingFaceFolder.Gpt2Config;
        (string What, string Json)[] cases =
        [
            ("not JSON", "{"),
            ("an array", "[]"),
            ("no model_type", "{}"),
            ("another model", """{"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"]}"""),
            ("a classifier", gpt2.Replace("GPT2LMHeadModel", "GPT2ForSequenceClassification", StringComparison.Ordinal)),
            ("missing and wrong values",
                """{"model_type": "llama", "vocab_size": -1, "hidden_size": "16", "num_attention_heads": 4.5, "rms_norm_eps": 0}"""),
            ("scaled positions", llama.Replace("\"rope_scaling\": null", "\"rope_scaling\": {\"factor\": 32.0, \"rope_type\": \"llama3\"}",
                StringComparison.Ordinal)),
            ("scaled positions by the old key",
                llama.Replace("\"rope_scaling\": null", "\"rope_scaling\": {\"factor\": 2.0, \"type\": \"linear\"}",
                    StringComparison.Ordinal)),
            ("rope_scaling is a number", llama.Replace("\"rope_scaling\": null", "\"rope_scaling\": 2", StringComparison.Ordinal)),
            ("biases", llama.Replace("_bias\": false", "_bias\": true", StringComparison.Ordinal)),
            ("wide heads", llama.Replace("\"vocab_size\"", "\"head_dim\": 8, \"vocab_size\"", StringComparison.Ordinal)),
            ("a short window", llama.Replace("\"vocab_size\"", "\"sliding_window\": 4, \"vocab_size\"", StringComparison.Ordinal)),
            ("another activation", llama.Replace("silu", "gelu", StringComparison.Ordinal)),
            ("part of a head rotated",
                llama.Replace("\"vocab_size\"", "\"partial_rotary_factor\": 0.5, \"vocab_size\"", StringComparison.Ordinal)),
            ("quantised",
                llama.Replace("\"vocab_size\"", "\"quantization_config\": {\"bits\": 4}, \"vocab_size\"", StringComparison.Ordinal)),
            ("heads that do not divide",
                llama.Replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3", StringComparison.Ordinal)),
            ("gpt2 with another activation", gpt2.Replace("gelu_new", "tanh", StringComparison.Ordinal)),
            ("gpt2 with other scores",
                gpt2.Replace("\"n_ctx\"",
                    "\"scale_attn_weights\": false, \"scale_attn_by_inverse_layer_idx\": true, \"add_cross_attention\": true, \"n_ctx\"",
                    StringComparison.Ordinal)),
        ];

        return Verifier.Verify(string.Join("\n\n", cases.Select(c =>
        {
            using var folder = new HuggingFaceFolder(c.Json);
            return $"{c.What}\n{string.Join('\n', Assert.Throws<CheckpointException>(() => CheckpointConfig.Read(folder.Path)).Problems)}";
        })));
    }

    [Fact]
    public Task Load_FilesThatContradictTheIndex_NamesEachOfThem()
    {
        using var scope = NewDisposeScope();
        var cases = new List<string>();
        Add("no weights", _ => { });
        Add("a pickle", folder => File.WriteAllBytes(folder.File("pytorch_model.bin"), [0x80]));
        Add("not JSON", folder => File.WriteAllText(folder.File("model.safetensors.index.json"), "{"));
        Add("no map", folder => File.WriteAllText(folder.File("model.safetensors.index.json"), """{"weight_map": 1}"""));
        Add("names that leave the folder", folder => folder.WriteIndex(
            """ "a": "../a.safetensors", "b": "/b.safetensors", "c": "c\\d.safetensors", "d": 1, "e": "e.bin", "f": "C:f.safetensors" """));
        Add("a name twice", folder => folder.WriteIndex(""" "a": "a.safetensors", "a": "b.safetensors" """));
        Add("a missing file, a missing tensor, one too many", folder =>
        {
            Safetensors.Write(folder.File("a.safetensors"),
                new Dictionary<string, Tensor> { ["there"] = zeros(1), ["unlisted"] = zeros(1) });
            folder.WriteIndex(""" "there": "a.safetensors", "absent": "a.safetensors", "other": "b.safetensors" """);
        });

        return Verifier.Verify(string.Join("\n\n", cases));

        void Add(string what, Action<HuggingFaceFolder> arrange)
        {
            using var folder = new HuggingFaceFolder(HuggingFaceFolder.LlamaConfig);
            arrange(folder);
            cases.Add($"{what}\n{string.Join('\n', Assert.Throws<CheckpointException>(() => Checkpoint.Load(folder.Path)).Problems)}");
        }
    }

    [Fact]
    public void Load_NoConfig_SaysSo()
    {
        using var folder = new HuggingFaceFolder("{}");
        File.Delete(folder.File("config.json"));

        var refused = Assert.Throws<CheckpointException>(() => Checkpoint.Load(folder.Path));

        Assert.Equal(folder.Path, refused.Folder);
        Assert.Contains("there is no config.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ManyProblems_ShowsTwentyAndKeepsAll()
    {
        var refused = new CheckpointException("folder", [.. Enumerable.Range(0, 25).Select(i => $"problem {i}.")]);

        Assert.Equal(25, refused.Problems.Count);
        Assert.StartsWith("folder: 25 problems, nothing was loaded:\n- problem 0.", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("- problem 19.\n- and 5 more", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void Load_BadDropout_Throws(double dropout)
    {
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.LlamaConfig);

        Assert.Throws<ArgumentException>(() => Checkpoint.Load(folder.Path, dropout));
    }

    private static string Problems(string what, string config, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var folder = new HuggingFaceFolder(config);
        folder.WriteSingle(tensors);
        return $"{what}\n{string.Join('\n', Assert.Throws<CheckpointException>(() => Checkpoint.Load(folder.Path)).Problems)}";
    }
}
