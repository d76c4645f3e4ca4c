using System.Text.Json;
using LLMCourse.Reference;

namespace LLMCourse.M06;

/// <summary>Holds the arguments of a call against a tool's JSON schema.</summary>
public static class ArgumentChecker
{
    /// <summary>Says what is wrong with the arguments of a call.</summary>
    /// <remarks>
    /// Of JSON Schema it knows what C# methods give: <c>type</c> (one or a list; an integer is a number without point and exponent),
    /// <c>enum</c>, and of objects <c>required</c>, <c>properties</c> and <c>additionalProperties</c> where that is <c>false</c>, of lists
    /// <c>items</c>. Other keywords are ignored. See <see href="https://json-schema.org/draft/2020-12/json-schema-validation"/>, section 6.
    /// </remarks>
    /// <param name="schema">The tool's schema.</param>
    /// <param name="arguments">The arguments, an object.</param>
    /// <returns>The first fault, in the words of <see cref="Complaint"/>; null where there is none. For each value its type comes first, then
    /// its <c>enum</c>, then what is missing in the order of <c>required</c>, then what is inside it in the order in which it stands
    /// there. The path of what is inside an object is <c>outer.inner</c>, of what is in a list <c>list[0]</c>.</returns>
    [Exercise("M06.E7")]
    public static string? Complain(JsonElement schema, JsonElement arguments)
    {
        // TODO M06.E7: check the object against its schema, and the values inside it against theirs.
        #region Solution
        return Complain(schema, arguments, "");
        #endregion
    }

    #region Solution
    private static string? Complain(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object) return null; // true allows everything
        string[] types = TypesOf(schema);
        if (types.Length > 0 && !types.Any(type => IsOf(value, type))) return Complaint.WrongType(path, types);
        if (schema.TryGetProperty("enum", out JsonElement listed) && !listed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
            return Complaint.NotListed(path, listed.EnumerateArray());
        return value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(schema, value, path),
            JsonValueKind.Array => OfList(schema, value, path),
            _ => null,
        };
    }

    private static string? OfObject(JsonElement schema, JsonElement value, string path)
    {
        string Inside(string name) => path.Length == 0 ? name : $"{path}.{name}";
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _)) return Complaint.Missing(Inside(name.GetString()!));
            }
        }

        bool isClosed = schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.False;
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                if (Complain(inner, property.Value, Inside(property.Name)) is { } complaint) return complaint;
            }
            else if (isClosed)
            {
                return Complaint.Unknown(Inside(property.Name));
            }
        }

        return null;
    }

    private static string? OfList(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("items", out JsonElement items)) return null;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Complain(items, item, $"{path}[{index++}]") is { } complaint) return complaint;
        }

        return null;
    }

    private static string[] TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out JsonElement type) ? []
        : type.ValueKind == JsonValueKind.String ? [type.GetString()!]
        : [.. type.EnumerateArray().Select(one => one.GetString()!)];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0,
        _ => value.ValueKind == JsonValueKind.Number,
    };
    #endregion
}
