using System.Text.Json;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Texts in many scripts and the ids that tiktoken gives them; where they come from stands in the file.</summary>
internal static class PublishedTexts
{
    public static IReadOnlyList<PublishedText> All { get; } = Read();

    public static TheoryData<string> Names => [.. All.Select(text => text.Name)];

    public static PublishedText Find(string name) => All.Single(text => text.Name == name);

    private static List<PublishedText> Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SourceFolder.File("published-ids.json")));
        static int[] ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
        return [.. document.RootElement.GetProperty("texts").EnumerateArray().Select(text => new PublishedText(
            text.GetProperty("name").GetString()!, text.GetProperty("text").GetString()!, ids(text.GetProperty("gpt2")),
            ids(text.GetProperty("cl100k"))))];
    }
}

internal sealed record PublishedText(string Name, string Text, int[] Gpt2, int[] Cl100k);
