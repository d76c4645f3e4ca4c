using System.Text.Json;
using LLMCourse.LlmServers.Api;
using Symbol = LLMCourse.LlmServers.Constraints.ByteGrammar.Symbol;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>Turns a JSON schema into a grammar. What it has no rule for it refuses by name, since a reply that
/// silently breaks its schema is worse.</summary>
/// <remarks>Properties come in the order of the schema, as in OpenAI's structured outputs, and no others where some are named.</remarks>
internal sealed class SchemaGrammar
{
    /// <summary>How often something may be repeated by number: each time is a rule of its own.</summary>
    private const int MostRepeats = 1000;

    /// <summary>How many schemas within each other are read.</summary>
    private const int MostDepth = 64;

    /// <summary>How many properties a schema has in all, and values a list of them: as many as in OpenAI's.</summary>
    private const int MostProperties = 5000, MostValues = 1000;

    /// <summary>What says nothing about which values are right; a format is a remark too, unless somebody asks
    /// for more (JSON Schema 2020-12, §7.2).</summary>
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly", "format",
    };

    private readonly JsonGrammar _json;
    private readonly JsonElement _root;
    private readonly Dictionary<string, int> _references = new(StringComparer.Ordinal);
    private int _depth, _properties;

    private SchemaGrammar(JsonGrammar json, JsonElement root) => (_json, _root) = (json, root);

    /// <summary>Makes the rule of a schema's values within a grammar.</summary>
    /// <exception cref="SchemaException">The schema is not one, or has what cannot be guaranteed.</exception>
    public static Symbol Read(JsonGrammar json, JsonElement schema) => new SchemaGrammar(json, schema).Value(schema, "#");

    /// <summary>Makes the grammar of replies that are a value of a schema; the reply of a chat may begin with a space.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static ByteGrammar OfReply(JsonElement schema)
    {
        var json = new JsonGrammar();
        return Complete(json, Read(json, schema));
    }

    /// <summary>Makes the grammar of replies that are any object.</summary>
    public static ByteGrammar OfAnyObject()
    {
        var json = new JsonGrammar();
        return Complete(json, json.AnyObject);
    }

    /// <summary>Lets a grammar begin with a value.</summary>
    /// <exception cref="SchemaException">No value is right.</exception>
    public static ByteGrammar Complete(JsonGrammar json, Symbol value)
    {
        json.Grammar.Start = json.Grammar.Rule([json.Gap, value]).Rule;
        return json.Grammar.TryComplete()
            ? json.Grammar
            : throw new SchemaException("#",
                "no value is right, because each would have to hold another of its own kind. Let one of the references be left out.");
    }

    private Symbol Value(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.True)
            return _json.Any;
        if (schema.ValueKind != JsonValueKind.Object)
            throw new SchemaException(path, "a schema must be an object.");
        if (++_depth > MostDepth)
            throw new SchemaException(path, $"the schema is more than {MostDepth} deep. Make it flatter.");
        HashSet<string> read = [.. Annotations];
        Symbol value = Kind(schema, path, read);
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (!read.Contains(property.Name))
                throw new SchemaException(path, $"'{property.Name}' is not supported here. Leave it out and check it in the reply.");
        }

        _depth--;
        return value;
    }

    /// <summary>Reads the keyword that decides, and notes which were read.</summary>
    private Symbol Kind(JsonElement schema, string path, HashSet<string> read)
    {
        if (Take(schema, "$ref", read) is { } reference)
            return new Symbol(Reference(Name(reference, path + "/$ref"), path));
        if (Take(schema, "anyOf", read) is { } any)
        {
            _ = read.Add("type"); // beside anyOf it repeats what the alternatives say
            return _json.Grammar.Rule([.. Items(any, path + "/anyOf").Select((each, i) => new[] { Value(each, $"{path}/anyOf/{i}") })]);
        }

        if (Take(schema, "const", read) is { } constant)
        {
            _ = read.Add("type");
            return _json.Grammar.Rule(Literal(constant));
        }

        if (Take(schema, "enum", read) is { } values)
        {
            _ = read.Add("type");
            return _json.Grammar.Rule([.. Items(values, path + "/enum").Select(Literal)]);
        }

        if (Take(schema, "type", read) is not { } type)
        {
            // Without a type everything is right, unless properties or items say what is meant.
            string? meant = schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
            return meant is null ? _json.Any : OfType(meant, schema, path, read);
        }

        return type.ValueKind == JsonValueKind.Array
            ? _json.Grammar.Rule(
                [.. Items(type, path + "/type").Select(each => new[] { OfType(Name(each, path + "/type"), schema, path, read) })])
            : OfType(Name(type, path + "/type"), schema, path, read);
    }

    private Symbol OfType(string type, JsonElement schema, string path, HashSet<string> read)
    {
        switch (type)
        {
            case "object":
                return Object(schema, path, read);
            case "array":
                (int fewest, int? most) = Range(schema, "minItems", "maxItems", path, read);
                Symbol item = Take(schema, "items", read) is { } items ? Value(items, path + "/items") : _json.Any;
                return _json.List(item, fewest, most);
            case "string":
                (int shortest, int? longest) = Range(schema, "minLength", "maxLength", path, read);
                return shortest == 0 && longest is null ? _json.Text : _json.TextOf(shortest, longest);
            case "integer":
                return _json.Integer;
            case "number":
                return _json.Number;
            case "boolean":
                return _json.Flag;
            case "null":
                return _json.Null;
            default:
                throw new SchemaException(path + "/type",
                    $"'{type}' is no type. There are object, array, string, number, integer, boolean and null.");
        }
    }

    private Symbol Object(JsonElement schema, string path, HashSet<string> read)
    {
        JsonElement? additional = Take(schema, "additionalProperties", read);
        string[] required = Take(schema, "required", read) is { } names ? [.. Names(names, path + "/required")] : [];
        HashSet<string> isRequired = new(required, StringComparer.Ordinal);
        JsonProperty[] properties = Take(schema, "properties", read) is { } named
            ? named.ValueKind == JsonValueKind.Object
                ? [.. named.EnumerateObject()]
                : throw new SchemaException(path + "/properties", "the properties must be an object.")
            : [];
        if ((_properties += properties.Length) > MostProperties)
            throw new SchemaException(path + "/properties", $"the schema has more than {MostProperties} properties. Leave some out.");
        string? unknown = isRequired.Except(properties.Select(property => property.Name)).FirstOrDefault();
        if (unknown is not null)
            throw new SchemaException(path + "/required", $"'{unknown}' is required but not among the properties. Add it there.");
        if (properties.Length == 0 && additional is not { ValueKind: JsonValueKind.False })
            return additional is { ValueKind: JsonValueKind.Object } values
                ? _json.Map(Value(values, path + "/additionalProperties"))
                : _json.AnyObject;

        // From the end: what may follow with and without a property before it.
        Symbol end = _json.Grammar.Rule(JsonGrammar.Literal("}"));
        (Symbol after, Symbol first) = (end, end);
        foreach (JsonProperty property in properties.Reverse())
        {
            Symbol[] member =
                [.. Literal(property.Name), JsonGrammar.One(':'), _json.Gap, Value(property.Value, $"{path}/properties/{property.Name}")];
            Symbol[] next = [JsonGrammar.One(','), _json.Gap, .. member, after], begin = [.. member, after];
            (after, first) = isRequired.Contains(property.Name)
                ? (_json.Grammar.Rule(next), _json.Grammar.Rule(begin))
                : (_json.Grammar.Rule(next, [after]), _json.Grammar.Rule(begin, [first]));
        }

        return _json.Grammar.Rule([JsonGrammar.One('{'), first]);
    }

    /// <summary>Follows a reference within the schema; to itself too, which makes a tree.</summary>
    private int Reference(string reference, string path)
    {
        if (_references.TryGetValue(reference, out int known))
            return known;
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
            throw new SchemaException(path, $"'{reference}' leads out of the schema. Put what it names under $defs.");
        JsonElement target = _root;
        foreach (string step in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
                throw new SchemaException(path, $"there is no '{reference}' in the schema. Put it under $defs.");
        }

        int rule = _json.Grammar.Declare();
        _references.Add(reference, rule);
        return _json.Grammar.Define(rule, [Value(target, reference)]);
    }

    private static JsonElement? Take(JsonElement schema, string name, HashSet<string> read)
    {
        _ = read.Add(name);
        return schema.TryGetProperty(name, out JsonElement value) ? value : null;
    }

    private static (int Least, int? Most) Range(JsonElement schema, string least, string most, string path, HashSet<string> read)
    {
        int? bound(string name) => Take(schema, name, read) is not { } value ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 0 and <= MostRepeats ? number
            : throw new SchemaException($"{path}/{name}", $"it must be a whole number from 0 to {MostRepeats}.");
        (int from, int? to) = (bound(least) ?? 0, bound(most));
        return to < from ? throw new SchemaException($"{path}/{most}", $"it is less than {least}, so that no value is right.") : (from, to);
    }

    private static IReadOnlyList<JsonElement> Items(JsonElement list, string path) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MostValues
        ? [.. list.EnumerateArray()]
        : throw new SchemaException(path, $"it must be a list of 1 to {MostValues} items.");

    private static IEnumerable<string> Names(JsonElement list, string path) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select(each => Name(each, path))
        : throw new SchemaException(path, "it must be a list of names.");

    private static string Name(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new SchemaException(path, "it must be a string.");

    private static Symbol[] Literal(string name) => JsonGrammar.Literal(Answers.Text(name));

    private static Symbol[] Literal(JsonElement value) => JsonGrammar.Literal(Answers.Text(value));
}
