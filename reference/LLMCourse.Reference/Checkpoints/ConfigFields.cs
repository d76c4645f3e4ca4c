using System.Text.Json;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Reference.Checkpoints;

/// <summary>Reads the fields of a config.json and collects what is wrong with them, so that all of it is said at once.</summary>
/// <param name="root">The object.</param>
/// <param name="problems">Where problems are added.</param>
internal sealed class ConfigFields(JsonElement root, List<string> problems)
{
    /// <summary>Finds a field; one that is null counts as missing, as it does for the library that writes them.</summary>
    public JsonElement? Find(string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Reads a whole number from 1 to 2³¹ − 1; without a default it must be there.</summary>
    public int Count(string name, int? missing = null)
    {
        if (Find(name) is not { } value)
        {
            if (missing is null)
                problems.Add($"config.json has no '{name}'; take the config.json that belongs to the weights.");
            return missing ?? 1;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0)
            return number;
        problems.Add($"config.json: '{name}' is {Text(value)}; it must be a whole number from 1 to {int.MaxValue}.");
        return 1;
    }

    /// <summary>Reads a positive number; without a default it must be there.</summary>
    public double Positive(string name, double? missing = null)
    {
        if (Find(name) is not { } value)
        {
            if (missing is null)
                problems.Add($"config.json has no '{name}'; take the config.json that belongs to the weights.");
            return missing ?? 1;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number > 0 && double.IsFinite(number))
            return number;
        problems.Add($"config.json: '{name}' is {Text(value)}; it must be a positive number.");
        return 1;
    }

    /// <summary>Reads true or false.</summary>
    public bool Flag(string name, bool missing)
    {
        if (Find(name) is not { } value)
            return missing;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        problems.Add($"config.json: '{name}' is {Text(value)}; it must be true or false.");
        return missing;
    }

    /// <summary>Reads a text, or null where there is none.</summary>
    public string? Word(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        problems.Add($"config.json: '{name}' is {Text(value)}; it must be text.");
        return null;
    }

    /// <summary>Refuses a flag that has another value than the only one that is supported.</summary>
    public void RequireFlag(string name, bool only, string why)
    {
        if (Flag(name, only) != only)
            problems.Add($"config.json: '{name}' is {(only ? "false" : "true")}, which is not supported: {why}");
    }

    /// <summary>Refuses a field that has any value.</summary>
    public void RequireAbsent(string name, string why)
    {
        if (Find(name) is { } value)
            problems.Add($"config.json: '{name}' is {Text(value)}, which is not supported: {why}");
    }

    /// <summary>Writes a value out of the file so that it fits on a line.</summary>
    public static string Text(JsonElement value) => SafetensorsException.Quote(value.GetRawText());
}
