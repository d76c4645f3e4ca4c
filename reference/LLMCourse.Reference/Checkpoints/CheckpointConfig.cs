using System.Globalization;
using System.Text.Json;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Reference.Checkpoints;

/// <summary>What a config.json says: which family of model, and its shape.</summary>
/// <param name="Architecture">The family.</param>
/// <param name="Model">The shape of the model, without dropout.</param>
public sealed record CheckpointConfig(CheckpointArchitecture Architecture, GptConfig Model)
{
    /// <summary>The name of the file.</summary>
    internal const string FileName = "config.json";

    private const string ChooseAnother = "choose a checkpoint without it.";

    /// <summary>Reads the config.json of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The family and the shape.</returns>
    /// <exception cref="CheckpointException">There is none, it is not valid JSON, or it asks for what is not
    /// supported; all problems are named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CheckpointConfig Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new CheckpointException(folder,
                [$"there is no {FileName}, which says what kind of model the weights are; copy or download it beside them."]);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(document.RootElement, folder);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(folder, [$"{FileName} is not valid JSON: {e.Message} Copy or download it again."], e);
        }
    }

    private static CheckpointConfig Parse(JsonElement root, string folder)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new CheckpointException(folder,
                [$"{FileName} is {root.ValueKind}; it must be an object of named values. Copy or download it again."]);
        var problems = new List<string>();
        var fields = new ConfigFields(root, problems);
        string? type = fields.Word("model_type");
        CheckArchitectures(fields, problems);
        fields.RequireAbsent("quantization_config", "choose the weights in float32, bfloat16 or float16.");
        CheckpointConfig? config = type switch
        {
            "gpt2" => new CheckpointConfig(CheckpointArchitecture.Gpt2, Gpt2(fields, problems)),
            "llama" or "mistral" => new CheckpointConfig(CheckpointArchitecture.Llama, Llama(fields, problems)),
            _ => null,
        };
        if (config is null)
        {
            string found = type is null ? "there is no 'model_type'" : $"'model_type' is {SafetensorsException.Quote(type)}";
            throw new CheckpointException(folder,
                [$"{FileName}: {found}, but only gpt2, llama and mistral can be loaded; choose a checkpoint of one of these."]);
        }

        // What does not fit together is said only when every field was read, or it would be said about stand-ins.
        if (problems.Count == 0)
        {
            try
            {
                _ = config.Model.Validate();
            }
            catch (ArgumentException e)
            {
                throw new CheckpointException(folder,
                    [$"{FileName} does not describe a model: {e.Message} Take the {FileName} that belongs to the weights."], e);
            }
        }

        return problems.Count == 0 ? config : throw new CheckpointException(folder, problems);
    }

    private static void CheckArchitectures(ConfigFields fields, List<string> problems)
    {
        if (fields.Find("architectures") is not { ValueKind: JsonValueKind.Array } architectures)
            return;
        foreach (JsonElement architecture in architectures.EnumerateArray())
        {
            if (architecture.ValueKind != JsonValueKind.String
                || architecture.GetString() is not ("GPT2LMHeadModel" or "GPT2Model" or "LlamaForCausalLM" or "MistralForCausalLM"))
            {
                problems.Add(
                    $"config.json: 'architectures' has {ConfigFields.Text(architecture)}, but only GPT2LMHeadModel, GPT2Model, LlamaForCausalLM and "
                    + "MistralForCausalLM can be loaded; choose a checkpoint of one of these.");
            }
        }
    }

    private static GptConfig Gpt2(ConfigFields fields, List<string> problems)
    {
        fields.RequireFlag("scale_attn_weights", true, ChooseAnother);
        fields.RequireFlag("scale_attn_by_inverse_layer_idx", false, ChooseAnother);
        fields.RequireFlag("add_cross_attention", false, "only decoders without an encoder can be loaded; " + ChooseAnother);
        return new GptConfig
        {
            VocabularySize = fields.Count("vocab_size"),
            ContextLength = fields.Count("n_positions"),
            Layers = fields.Count("n_layer"),
            Heads = fields.Count("n_head"),
            Width = fields.Count("n_embd"),
            FeedForwardWidth = fields.Find("n_inner") is null ? null : fields.Count("n_inner"),
            Activation = Gpt2Activation(fields, problems),
            NormEpsilon = fields.Positive("layer_norm_epsilon", 1e-5),
            TieEmbeddings = fields.Flag("tie_word_embeddings", true),
        };
    }

    private static Activation Gpt2Activation(ConfigFields fields, List<string> problems)
    {
        string name = fields.Word("activation_function") ?? "gelu_new";
        switch (name)
        {
            case "gelu_new" or "gelu_pytorch_tanh":
                return Activation.GeluTanh;
            case "gelu":
                return Activation.Gelu;
            case "relu":
                return Activation.Relu;
            default:
                problems.Add($"config.json: 'activation_function' is {SafetensorsException.Quote(name)}, but only gelu_new, gelu_pytorch_tanh, gelu and relu are supported; choose a checkpoint with one of these.");
                return Activation.GeluTanh;
        }
    }

    private static GptConfig Llama(ConfigFields fields, List<string> problems)
    {
        fields.RequireFlag("attention_bias", false, "the projections have no bias here; " + ChooseAnother);
        fields.RequireFlag("mlp_bias", false, "the projections have no bias here; " + ChooseAnother);
        int width = fields.Count("hidden_size"), heads = fields.Count("num_attention_heads"),
            context = fields.Count("max_position_embeddings");
        int headWidth = fields.Count("head_dim", Math.Max(1, width / heads));
        if ((long)headWidth * heads != width)
            problems.Add($"config.json: 'head_dim' is {headWidth} with {heads} heads, but 'hidden_size' is {width}; heads here have the width {width}/{heads}. " + Capital(ChooseAnother));
        int window = fields.Count("sliding_window", context);
        if (window < context)
            problems.Add($"config.json: 'sliding_window' is {window}, less than 'max_position_embeddings', {context}, but positions here attend to all before them. Set the latter to {window} as well: up to there both are the same.");
        if (fields.Positive("partial_rotary_factor", 1) != 1)
            problems.Add("config.json: 'partial_rotary_factor' is not 1; all columns of a head are rotated here. "
                + Capital(ChooseAnother));
        if ((fields.Word("hidden_act") ?? "silu") is not ("silu" or "swish") and var activation)
            problems.Add($"config.json: 'hidden_act' is {SafetensorsException.Quote(activation)}, but only silu is supported; choose a checkpoint with it.");
        return new GptConfig
        {
            VocabularySize = fields.Count("vocab_size"),
            ContextLength = context,
            Layers = fields.Count("num_hidden_layers"),
            Heads = heads,
            KvHeads = fields.Count("num_key_value_heads", heads),
            Width = width,
            FeedForwardWidth = fields.Count("intermediate_size"),
            Positions = PositionEncoding.Rope,
            RopeLayout = RopeLayout.Half,
            RopeTheta = RopeTheta(fields, problems),
            Norm = NormKind.RmsNorm,
            NormEpsilon = fields.Positive("rms_norm_eps"),
            Activation = Activation.SwiGlu,
            Bias = false,
            TieEmbeddings = fields.Flag("tie_word_embeddings", false),
        };
    }

    /// <summary>Reads the base, which newer files keep in 'rope_parameters', and refuses every scaling of positions.</summary>
    private static double RopeTheta(ConfigFields fields, List<string> problems)
    {
        double theta = fields.Positive("rope_theta", 10000);
        foreach (string name in new[] { "rope_scaling", "rope_parameters" })
        {
            if (fields.Find(name) is not { } value)
                continue;
            if (value.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"config.json: '{name}' is {ConfigFields.Text(value)}; it must be an object of named values, or null.");
                continue;
            }

            var inner = new ConfigFields(value, problems);
            string kind = inner.Word("rope_type") ?? inner.Word("type") ?? "default";
            if (kind != "default")
            {
                problems.Add(
                    $"config.json: '{name}' asks for positions scaled by {SafetensorsException.Quote(kind)}, which is not supported: the angles would be "
                    + "wrong at every position. " + Capital(ChooseAnother));
            }

            theta = inner.Positive("rope_theta", theta);
        }

        return theta;
    }

    private static string Capital(string text) =>
        string.Concat(char.ToUpper(text[0], CultureInfo.InvariantCulture).ToString(), text.AsSpan(1));
}
