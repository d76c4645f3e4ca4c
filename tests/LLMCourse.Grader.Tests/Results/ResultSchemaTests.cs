using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Results;

public sealed class ResultSchemaTests
{
    public static TheoryData<string> Names => SampleResults.Names;

    // To write the file anew after a change of the types: LLMCOURSE_UPDATE_SCHEMA=1 dotnet test --filter ResultSchemaTests
    [Fact]
    public void Write_Schema_IsTheFileInDocs()
    {
        string path = FileInDocs();
        if (Environment.GetEnvironmentVariable("LLMCOURSE_UPDATE_SCHEMA") == "1") File.WriteAllText(path, Schema());

        Assert.Equal(File.ReadAllText(path), Schema());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_Sample_Validates(string name)
    {
        JsonNode schema = JsonNode.Parse(Schema())!, result = JsonNode.Parse(ResultJson.Write(SampleResults.All[name]))!;

        Assert.Empty(SchemaValidator.Errors(schema, result));
    }

    [Fact]
    public void Schema_BrokenResult_DoesNotValidate()
    {
        JsonNode schema = JsonNode.Parse(Schema())!, result = JsonNode.Parse(ResultJson.Write(SampleResults.Mixed()))!;
        result["schemaVersion"] = 2;
        result["exercises"]![0]!["outcome"] = "splendid";
        result["exercises"]![1]!.AsObject().Remove("earned");
        result["submission"]!["files"] = "Attention.cs";

        Assert.Equal(
            (string[])["/schemaVersion is not 1", "/submission/files is not of type \"array\"",
                "/exercises/0/outcome is not one of the words", "/exercises/1 lacks earned"],
            SchemaValidator.Errors(schema, result));
    }

    [Fact]
    public void Schema_EveryProperty_IsDescribed()
    {
        string[] bare = [.. Properties(JsonNode.Parse(Schema())!).Where(p => p.Value?["description"] is null && p.Value?["$ref"] is null)
            .Select(p => p.Key)];

        Assert.Empty(bare);
    }

    private static string Schema() =>
        ResultSchema.Write(XDocument.Load(Path.ChangeExtension(typeof(ResultSchema).Assembly.Location, ".xml")));

    private static string FileInDocs([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../docs/result.schema.json"));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Properties(JsonNode node)
    {
        if (node is JsonObject o)
        {
            if (o["properties"] is JsonObject properties)
            {
                foreach (KeyValuePair<string, JsonNode?> p in properties) yield return p;
            }

            foreach (KeyValuePair<string, JsonNode?> p in o.Where(p => p.Value is not null).SelectMany(p => Properties(p.Value!)))
                yield return p;
        }
        else if (node is JsonArray a)
        {
            foreach (KeyValuePair<string, JsonNode?> p in a.Where(n => n is not null).SelectMany(n => Properties(n!))) yield return p;
        }
    }
}
