using System.Text.Json;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;

namespace LLMCourse.Grading.Judging;

/// <summary>Which failures each of a module's mutants makes: what a fault in each member looks like from outside.</summary>
/// <param name="Mutants">The mutants that fail something.</param>
public sealed record KillMatrix(IReadOnlyList<KilledMutant> Mutants)
{
    /// <summary>The name of the file beside a module's mistakes.</summary>
    public const string FileName = "kills.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a module's file; without one no mutant is known.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static KillMatrix Load(string file)
    {
        if (!File.Exists(file)) return new KillMatrix([]);
        try
        {
            return new KillMatrix(JsonSerializer.Deserialize<List<KilledMutant>>(File.ReadAllText(file), Format)!);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{file} is damaged ({e.Message}). Restore it from git, or record it again with `./course mutate --kills`.", e);
        }
    }

    /// <summary>Writes the file, a mutant a line, so that a difference can be read.</summary>
    public void Save(string file) =>
        AtomicFile.Write(file, $"[\n{string.Join(",\n", Mutants.Select(m => JsonSerializer.Serialize(m, Format)))}\n]\n");
}
