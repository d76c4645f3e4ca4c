using System.Text.Encodings.Web;
using System.Text.Json;

namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>The list of all checkpoints, <c>manifest.json</c>.</summary>
internal static class Manifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds a checkpoint, or replaces the one of the same name.</summary>
    public static void Put(string path, ManifestEntry entry)
    {
        ManifestEntry[] others = File.Exists(path) ? JsonSerializer.Deserialize<ManifestEntry[]>(File.ReadAllText(path), Json) ?? [] : [];
        ManifestEntry[] all =
            [.. others.Where(other => other.Name != entry.Name).Append(entry).OrderBy(each => each.Name, StringComparer.Ordinal)];
        File.WriteAllText(path, JsonSerializer.Serialize(all, Json) + "\n");
    }
}
