using System.Globalization;
using System.Text.Json;

namespace LLMCourse.LlmServers.Api;

/// <summary>An object of a request. Each field is read by its name and checked; null counts as absent; at
/// the end, no field may be left unread.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Where in the request it stands; empty for the request itself.</param>
internal sealed class RequestFields(JsonElement element, string path)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Reads a value that must be an object.</summary>
    public static RequestFields Of(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? new RequestFields(element, path)
        : throw ApiException.Invalid($"{(path.Length == 0 ? "The body" : $"'{path}'")} must be a JSON object.",
            path.Length == 0 ? null : path, "invalid_type");

    /// <summary>Says where a field stands in the request.</summary>
    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public JsonElement? Any(string name)
    {
        _ = _read.Add(name);
        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public JsonElement Required(string name) =>
        Any(name) ?? throw ApiException.Invalid($"Missing required parameter: '{Path(name)}'.", Path(name), "missing_required_parameter");

    public string? Text(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Type(name, "a string"),
    };

    public string RequiredText(string name)
    {
        _ = Required(name);
        return Text(name)!;
    }

    public bool? Flag(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Type(name, "true or false"),
    };

    public int? Integer(string name, int least, int most = int.MaxValue)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long number))
            throw Type(name, "a whole number");
        string bounds = most == int.MaxValue ? $"at least {least}" : $"from {least} to {most}";
        return number >= least && number <= most
            ? (int)number
            : throw ApiException.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"'{Path(name)}' is {number}; it must be {bounds}."), Path(name));
    }

    public long? Long(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long number) => number,
        _ => throw Type(name, "a whole number of 64 bits"),
    };

    public double? Number(string name, double least, double most)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double number))
            throw Type(name, "a number");
        return number >= least && number <= most
            ? number
            : throw ApiException.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"'{Path(name)}' is {number}; it must be from {least} to {most}."), Path(name));
    }

    /// <summary>Reads a string that must be one of a few.</summary>
    public string? OneOf(string name, params string[] values) => Text(name) is not { } value || values.Contains(value)
        ? Text(name)
        : throw ApiException.Invalid(
            $"'{Path(name)}' is '{value}'; supported values are {string.Join(", ", values.Select(each => $"'{each}'"))}.", Path(name));

    public RequestFields? Object(string name) => Any(name) is { } value ? Of(value, Path(name)) : null;

    /// <summary>Reads a list; absent, it is null.</summary>
    public IReadOnlyList<JsonElement>? List(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray()],
        _ => throw Type(name, "a list"),
    };

    /// <summary>Accepts fields that change nothing here.</summary>
    public void Ignore(params string[] names) => _read.UnionWith(names);

    /// <summary>Refuses fields that are something elsewhere and not here, unless they ask for what happens anyway.</summary>
    public void Refuse(string name, string advice, Func<JsonElement, bool>? isDefault = null)
    {
        if (Any(name) is { } value && !(isDefault?.Invoke(value) ?? false))
            throw ApiException.Invalid($"'{Path(name)}' is not supported by this server. {advice}", Path(name), "unsupported_parameter");
    }

    /// <summary>Refuses fields that nothing has read.</summary>
    public void RefuseOthers()
    {
        string? unknown = element.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !_read.Contains(name));
        if (unknown is not null)
            throw ApiException.Invalid($"Unknown parameter: '{Path(unknown)}'. Correct its name or leave it out.", Path(unknown),
                "unknown_parameter");
    }

    public ApiException Type(string name, string wanted) =>
        ApiException.Invalid($"'{Path(name)}' must be {wanted}.", Path(name), "invalid_type");
}
