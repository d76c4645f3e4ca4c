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
        throw new NotImplementedException("M09.E2: the keys in the order above.");
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
        throw new NotImplementedException("M09.E2: refuse what would be computed wrongly if it were ignored, and read the rest.");
    }
}
