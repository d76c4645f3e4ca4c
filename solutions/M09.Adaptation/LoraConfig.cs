using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LLMCourse.M09;

/// <summary>The options of an adapter as the PEFT library keeps them, in <c>adapter_config.json</c>.</summary>
/// <remarks><see href="https://huggingface.co/docs/peft/developer_guides/checkpoint"/>.</remarks>
public static class LoraConfig
{
    /// <summary>Writes options.</summary>
    /// <param name="options">The options; the seed is not written.</param>
    /// <returns>A JSON object, indented by two blanks, lines ending in a line feed, of these keys in this order: <c>peft_type</c> "LORA",
    /// <c>task_type</c> "CAUSAL_LM", <c>base_model_name_or_path</c> null, <c>r</c>, <c>lora_alpha</c>, <c>lora_dropout</c>,
    /// <c>use_rslora</c>, <c>bias</c> "none", <c>fan_in_fan_out</c> false, <c>target_modules</c>: the regular expression as text.</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static string ToJson(LoraOptions options)
    {
        // TODO M09.E2: the keys in the order above.
        #region Solution
        ArgumentNullException.ThrowIfNull(options);
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("peft_type", "LORA");
            json.WriteString("task_type", "CAUSAL_LM");
            json.WriteNull("base_model_name_or_path");
            json.WriteNumber("r", options.Rank);
            json.WriteNumber("lora_alpha", options.Alpha);
            json.WriteNumber("lora_dropout", options.Dropout);
            json.WriteBoolean("use_rslora", options.RankStabilized);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteString("target_modules", options.Target);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
        #endregion
    }

    /// <summary>Reads options.</summary>
    /// <param name="json">A JSON object. <c>peft_type</c>, <c>r</c>, <c>lora_alpha</c> and <c>target_modules</c> must be there. The last is a regular
    /// expression for whole names, or a list of names: then a layer matches whose name is one of them or ends in a dot and one of them.
    /// <c>lora_dropout</c> and <c>use_rslora</c> are 0 and false where they are missing. Keys that are not mentioned here are left alone,
    /// <c>fan_in_fan_out</c> too: it says how the base model keeps its weights, and A and B are the same either way.</param>
    /// <returns>The options, with seed 0.</returns>
    /// <exception cref="InvalidDataException">The text is no such object, a number is out of range (see <see cref="LoraOptions"/>), or it asks for
    /// what is not supported here; the message names the key. That is: a <c>peft_type</c> other than "LORA", a <c>bias</c> other than
    /// "none", <c>use_dora</c> or <c>lora_bias</c> that is true, and <c>rank_pattern</c>, <c>alpha_pattern</c>, <c>modules_to_save</c>,
    /// <c>layers_to_transform</c> or <c>exclude_modules</c> that is neither null nor empty.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static LoraOptions Parse(string json)
    {
        // TODO M09.E2: refuse what would be computed wrongly if it were ignored, and read the rest.
        #region Solution
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement config = document.RootElement;
            if (config.GetProperty("peft_type").GetString() != "LORA")
                throw Unsupported("peft_type");
            if (config.TryGetProperty("bias", out JsonElement bias) && bias.GetString() != "none")
                throw Unsupported("bias");
            foreach (string key in new[] { "use_dora", "lora_bias" })
            {
                if (config.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null && value.GetBoolean())
                    throw Unsupported(key);
            }

            foreach (string key in new[] { "rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform", "exclude_modules" })
            {
                if (config.TryGetProperty(key, out JsonElement value) && !IsEmpty(value))
                    throw Unsupported(key);
            }

            double dropout = config.TryGetProperty("lora_dropout", out JsonElement p) ? p.GetDouble() : 0;
            bool isStabilized = config.TryGetProperty("use_rslora", out JsonElement rs) && rs.GetBoolean();
            LoraOptions options = new(Target(config.GetProperty("target_modules")), config.GetProperty("r").GetInt32(), config.GetProperty("lora_alpha").GetDouble(), dropout, isStabilized);
            if (options.Rank < 1 || !(options.Alpha > 0 && double.IsFinite(options.Alpha)) || !(dropout is >= 0 and < 1))
                throw new InvalidDataException($"adapter_config.json has a number out of range: r {options.Rank}, lora_alpha {options.Alpha}, lora_dropout {dropout}.");
            return options;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"adapter_config.json is not a LoRA configuration: {e.Message}", e);
        }
        #endregion
    }

    #region Solution
    private static InvalidDataException Unsupported(string key) => new($"adapter_config.json has a '{key}' that is not supported here.");

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Length == 0,
        _ => false,
    };

    private static string Target(JsonElement modules) => modules.ValueKind == JsonValueKind.Array
        ? $"(?:.*\\.)?(?:{string.Join('|', modules.EnumerateArray().Select(name => Regex.Escape(name.GetString() ?? throw Unsupported("target_modules"))))})"
        : modules.GetString() ?? throw new InvalidDataException("adapter_config.json has no 'target_modules'.");
    #endregion
}
