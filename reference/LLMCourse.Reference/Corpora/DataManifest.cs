using System.Text.Json;

namespace LLMCourse.Reference.Corpora;

/// <summary>The form of <c>manifest.json</c>.</summary>
internal sealed record DataManifest(int Version, IReadOnlyList<DataSet> DataSets)
{
    private const int SupportedVersion = 1;

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static DataManifest Parse(byte[] json, string where)
    {
        try
        {
            DataManifest manifest = JsonSerializer.Deserialize<DataManifest>(json, Form) ?? throw new JsonException("it is null");
            if (manifest.Version != SupportedVersion)
                throw new DataSetException(
                    $"{where}: version {manifest.Version} of the manifest is not known; this program reads version {SupportedVersion}.");
            DataSet? outside = manifest.DataSets.FirstOrDefault(set => set.File != Path.GetFileName(set.File));
            if (outside is not null)
                throw new DataSetException($"{where}: the file of '{outside.Name}' must be a bare name, but it is '{outside.File}'.");
            string? twice = manifest.DataSets.GroupBy(set => set.Name, StringComparer.Ordinal)
                .FirstOrDefault(group => group.Count() > 1)?.Key;
            if (twice is not null) throw new DataSetException($"{where}: '{twice}' is there twice; give each data set its own name.");
            return manifest;
        }
        catch (JsonException error)
        {
            throw new DataSetException(
                $"{where}: this is not a manifest: {error.Message} Write it as data/README.md describes, or restore it.", error);
        }
    }
}
