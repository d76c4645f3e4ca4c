using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace LLMCourse.Grading.Results;

/// <summary>Writes the JSON schema of <c>result.json</c> from the types themselves, so that the two cannot part.</summary>
public static class ResultSchema
{
    /// <summary>Writes the schema.</summary>
    /// <param name="documentation">The grader's XML documentation file, from which the descriptions come.</param>
    /// <returns>The content of <c>docs/result.schema.json</c> (JSON Schema 2020-12).</returns>
    public static string Write(XDocument documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        Dictionary<string, XElement> members = documentation.Descendants("member")
            .ToDictionary(m => (string?)m.Attribute("name") ?? "", StringComparer.Ordinal);
        JsonSchemaExporterOptions options = new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Describe(context, schema, members),
        };
        JsonObject root = ResultJson.TypeInfo.GetJsonSchemaAsNode(options).AsObject();
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"The result of grading one submission, version {GradeResult.CurrentSchemaVersion}",
        };
        foreach ((string name, JsonNode? value) in root) schema[name] = value?.DeepClone();
        schema["properties"]!["schemaVersion"]!["const"] = GradeResult.CurrentSchemaVersion;
        // The texts are our own, so nothing in them needs to be escaped for a page.
        JsonSerializerOptions readable = new(ResultJson.TypeInfo.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return schema.ToJsonString(readable) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema, Dictionary<string, XElement> members)
    {
        if (schema is not JsonObject described) return schema;
        // A quoted "number" is accepted by some writers; result.json has plain ones, so the pattern for it would only mislead.
        if (context.TypeInfo.Type == typeof(decimal) || context.TypeInfo.Type == typeof(double)) _ = described.Remove("pattern");
        string? text = context.PropertyInfo is JsonPropertyInfo property ? OfProperty(property, members)
            : context.Path.IsEmpty ? Text(members.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName}")?.Element("summary"))
            : null;
        if (text is not null) described.Insert(0, "description", text);
        return described;
    }

    private static string? OfProperty(JsonPropertyInfo property, Dictionary<string, XElement> members)
    {
        if (property.AttributeProvider is not MemberInfo { DeclaringType.FullName: string type } member) return null;
        XElement? element = members.GetValueOrDefault($"P:{type}.{member.Name}")?.Element("summary")
            ?? members.GetValueOrDefault($"T:{type}")?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == member.Name);
        string? text = Text(element);
        const string Gets = "Gets ";
        return text is not null && text.StartsWith(Gets, StringComparison.Ordinal)
            ? char.ToUpperInvariant(text[Gets.Length]) + text[(Gets.Length + 1)..]
            : text;
    }

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        string text = string.Concat(element.Nodes().Select(n => n switch
        {
            XElement { Name.LocalName: "see" } see => Name((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? ""),
            XElement e => e.Value,
            XText t => t.Value,
            _ => "",
        }));
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    // References name members as C# has them; in the file they are in camel case.
    private static string Name(string reference) => JsonNamingPolicy.CamelCase.ConvertName(reference[(reference.LastIndexOf('.') + 1)..]);
}
