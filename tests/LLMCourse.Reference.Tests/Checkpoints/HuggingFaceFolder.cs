using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Checkpoints;

/// <summary>Writes small checkpoints exactly as Hugging Face's library lays them out. Shared by all of the tests of loading.</summary>
internal sealed class HuggingFaceFolder : IDisposable
{
    public const string Gpt2Config = """
        {
          "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
          "layer_norm_epsilon": 1e-05, "model_type": "gpt2", "n_ctx": 6, "n_embd": 12, "n_head": 3, "n_inner": null, "n_layer": 2,
          "n_positions": 6, "resid_pdrop": 0.1, "vocab_size": 11
        }
        """;

    public const string LlamaConfig = """
        {
          "architectures": ["LlamaForCausalLM"], "attention_bias": false, "hidden_act": "silu", "hidden_size": 16,
          "intermediate_size": 10, "max_position_embeddings": 6, "mlp_bias": false, "model_type": "llama", "num_attention_heads": 4,
          "num_hidden_layers": 2, "num_key_value_heads": 2, "pretraining_tp": 1, "rms_norm_eps": 1e-06, "rope_scaling": null,
          "rope_theta": 500.0, "tie_word_embeddings": false, "torch_dtype": "float32", "vocab_size": 11
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public HuggingFaceFolder(string config) => System.IO.File.WriteAllText(File("config.json"), config);

    public string Path => System.IO.Path.GetDirectoryName(File("config.json"))!;

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>Random tensors of the GPT-2 above, in the caller's scope.</summary>
    public static Dictionary<string, Tensor> Gpt2(string prefix = "transformer.", bool buffers = false)
    {
        var shapes = new Dictionary<string, long[]>
        {
            ["wte.weight"] = [11, 12],
            ["wpe.weight"] = [6, 12],
            ["ln_f.weight"] = [12],
            ["ln_f.bias"] = [12]
        };
        for (int i = 0; i < 2; i++)
        {
            shapes[$"h.{i}.ln_1.weight"] = shapes[$"h.{i}.ln_1.bias"] = shapes[$"h.{i}.ln_2.weight"] = shapes[$"h.{i}.ln_2.bias"] = [12];
            (shapes[$"h.{i}.attn.c_attn.weight"], shapes[$"h.{i}.attn.c_attn.bias"]) = ([12, 36], [36]);
            (shapes[$"h.{i}.attn.c_proj.weight"], shapes[$"h.{i}.attn.c_proj.bias"]) = ([12, 12], [12]);
            (shapes[$"h.{i}.mlp.c_fc.weight"], shapes[$"h.{i}.mlp.c_fc.bias"]) = ([12, 48], [48]);
            (shapes[$"h.{i}.mlp.c_proj.weight"], shapes[$"h.{i}.mlp.c_proj.bias"]) = ([48, 12], [12]);
            if (buffers)
                shapes[$"h.{i}.attn.bias"] = [1, 1, 6, 6];
        }

        Dictionary<string, Tensor> tensors = Fill(shapes, prefix);
        if (buffers)
            tensors[$"{prefix}h.1.attn.masked_bias"] = tensor(-1e4f);
        return tensors;
    }

    /// <summary>Random tensors of the LLaMA above, in the caller's scope.</summary>
    public static Dictionary<string, Tensor> Llama(bool head = true)
    {
        var shapes = new Dictionary<string, long[]> { ["model.embed_tokens.weight"] = [11, 16], ["model.norm.weight"] = [16] };
        if (head)
            shapes["lm_head.weight"] = [11, 16];
        for (int i = 0; i < 2; i++)
        {
            string layer = $"model.layers.{i}.";
            shapes[$"{layer}input_layernorm.weight"] = shapes[$"{layer}post_attention_layernorm.weight"] = [16];
            shapes[$"{layer}self_attn.q_proj.weight"] = shapes[$"{layer}self_attn.o_proj.weight"] = [16, 16];
            shapes[$"{layer}self_attn.k_proj.weight"] = shapes[$"{layer}self_attn.v_proj.weight"] = [8, 16];
            shapes[$"{layer}mlp.gate_proj.weight"] = shapes[$"{layer}mlp.up_proj.weight"] = [10, 16];
            shapes[$"{layer}mlp.down_proj.weight"] = [16, 10];
        }

        return Fill(shapes, "");
    }

    public void WriteSingle(IReadOnlyDictionary<string, Tensor> tensors) =>
        Safetensors.Write(File("model.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });

    /// <summary>Writes two files and their index, as the library does above its limit of size.</summary>
    public void WriteSharded(IReadOnlyDictionary<string, Tensor> tensors)
    {
        string[] names = [.. tensors.Keys.Order(StringComparer.Ordinal)];
        var lines = new List<string>();
        for (int shard = 0; shard < 2; shard++)
        {
            string file = $"model-0000{shard + 1}-of-00002.safetensors";
            string[] own = shard == 0 ? names[..(names.Length / 3)] : names[(names.Length / 3)..];
            Safetensors.Write(File(file), own.ToDictionary(name => name, name => tensors[name]));
            lines.AddRange(own.Select(name => $"\"{name}\": \"{file}\""));
        }

        WriteIndex(string.Join(",\n", lines));
    }

    public void WriteIndex(string weightMap) =>
        System.IO.File.WriteAllText(File("model.safetensors.index.json"),
            "{\"metadata\": {\"total_size\": 1234}, \"weight_map\": {" + weightMap + "}}");

    private static Dictionary<string, Tensor> Fill(Dictionary<string, long[]> shapes, string prefix)
    {
        var tensors = new Dictionary<string, Tensor>();
        int seed = 100;
        foreach ((string name, long[] shape) in shapes)
        {
            // Norms away from 0, so that no term is lost; the rest of order 1, so that every mistake moves the logits.
            Tensor value = Values.Random(seed++, ScalarType.Float32, shape);
            tensors[prefix + name] = name.Contains("ln_", StringComparison.Ordinal) || name.Contains("norm", StringComparison.Ordinal)
                ? value + 1.5
                : value;
        }

        return tensors;
    }
}
