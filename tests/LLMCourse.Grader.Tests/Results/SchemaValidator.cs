using System.Text.Json;
using System.Text.Json.Nodes;

namespace LLMCourse.Grader.Tests.Results;

/// <summary>Checks a document against the part of JSON Schema that the exporter writes: types, properties,
/// required, items, enum, const, references.</summary>
internal static class SchemaValidator
{
    public static IReadOnlyList<string> Errors(JsonNode schema, JsonNode document) => [.. Check(schema, schema, document, "")];

    private static IEnumerable<string> Check(JsonNode root, JsonNode schema, JsonNode? value, string at)
    {
        if (schema is not JsonObject rules) yield break;
        if (rules["$ref"] is JsonNode reference)
        {
            foreach (string e in Check(root, Resolve(root, reference.GetValue<string>()), value, at)) yield return e;
            yield break;
        }

        if (rules["type"] is JsonNode type && !Types(type).Contains(TypeOf(value))
            && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
        {
            yield return $"{at} is not of type {type.ToJsonString()}";
            yield break;
        }

        if (rules["enum"] is JsonArray words && !words.Any(w => JsonNode.DeepEquals(w, value)))
            yield return $"{at} is not one of the words";
        if (rules["const"] is JsonNode constant && !JsonNode.DeepEquals(constant, value))
            yield return $"{at} is not {constant.ToJsonString()}";
        IEnumerable<string> inner = value switch
        {
            JsonObject o => Members(root, rules, o, at),
            JsonArray a when rules["items"] is JsonNode items => a.SelectMany((item, i) => Check(root, items, item, $"{at}/{i}")),
            _ => [],
        };
        foreach (string e in inner) yield return e;
    }

    private static IEnumerable<string> Members(JsonNode root, JsonObject rules, JsonObject value, string at)
    {
        foreach (JsonNode? name in rules["required"] as JsonArray ?? [])
        {
            if (!value.ContainsKey(name!.GetValue<string>())) yield return $"{at} lacks {name.GetValue<string>()}";
        }

        foreach ((string name, JsonNode? member) in value)
        {
            JsonNode? schema = (rules["properties"] as JsonObject)?[name] ?? rules["additionalProperties"];
            if (schema is null) yield return $"{at}/{name} is not known";
            else foreach (string e in Check(root, schema, member, $"{at}/{name}")) yield return e;
        }
    }

    private static JsonNode Resolve(JsonNode root, string reference) =>
        reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(root,
                (node, step) => node is JsonArray a ? a[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);

    private static IReadOnlyList<string> Types(JsonNode type) =>
        type is JsonArray a ? [.. a.Select(t => t!.GetValue<string>())] : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
    };
}
