using System.Text.Json;
using System.Text.Json.Serialization;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>The source files that were taken of an attempt, as a gradebook keeps them: Brotli over JSON.</summary>
internal static class HandedInCode
{
    /// <summary>The most that is kept of an attempt, in UTF-16 units of all files together; the
    /// longest solution has a quarter of it.</summary>
    public const int Most = 1 << 20;

    /// <summary>Packs files; null when there is nothing, or more than <see cref="Most"/>, of which nothing is kept.</summary>
    public static byte[]? Pack(IReadOnlyList<SourceFile> files) =>
        files.Count == 0 || files.Sum(f => (long)f.Text.Length) > Most
            ? null
            : Gradebook.Pack(JsonSerializer.Serialize(files, HandedInCodeJson.Default.IReadOnlyListSourceFile));

    /// <summary>Opens what <see cref="Pack"/> returned.</summary>
    /// <exception cref="GradebookException">It is no such thing.</exception>
    public static IReadOnlyList<SourceFile> Open(byte[] packed)
    {
        try
        {
            return JsonSerializer.Deserialize(Gradebook.Unpack(packed), HandedInCodeJson.Default.IReadOnlyListSourceFile) ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException or IOException)
        {
            throw new GradebookException(
                $"The code of an attempt cannot be read: {e.Message} The gradebook is damaged; take the last copy of it.", e);
        }
    }
}

/// <summary>The source-generated form of <see cref="HandedInCode"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<SourceFile>))]
internal sealed partial class HandedInCodeJson : JsonSerializerContext;
