using System.Text.Json;
using System.Text.Json.Serialization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Who is who: the only file that joins codes and students. Nobody but the instructor may read it.</summary>
/// <param name="Version">The form of this file.</param>
/// <param name="Module">The reviewed module.</param>
/// <param name="Seed">The seed, to make the same assignment again.</param>
/// <param name="Rubric">The rubric as it was handed out: a later change of its file does not touch the sheets.</param>
/// <param name="Reviews">The reviews, in the order of reviewers' and submissions' codes.</param>
internal sealed record ReviewKey(int Version, string Module, int Seed, Rubric Rubric, IReadOnlyList<AssignedReview> Reviews)
{
    private const int Newest = 1;

    /// <summary>Gets the item of the gradebook that the reviews are for.</summary>
    [JsonIgnore]
    public string Item => PeerReviewItem.Of(Module);

    /// <summary>Creates a key of the newest form.</summary>
    public static ReviewKey Of(string module, int seed, Rubric rubric, IEnumerable<AssignedReview> reviews) =>
        new(Newest, module, seed, rubric,
            [.. reviews.OrderBy(r => r.Folder, StringComparer.Ordinal).ThenBy(r => r.Code, StringComparer.Ordinal)]);

    /// <summary>Reads a key.</summary>
    /// <exception cref="CourseException">It is none.</exception>
    public static ReviewKey Load(string file)
    {
        if (!File.Exists(file))
            throw new CourseException($"There is no key {file}. `grader peer-review assign` writes it; name it with --key FILE.");
        try
        {
            ReviewKey? key = JsonSerializer.Deserialize(File.ReadAllText(file), ReviewKeyJson.Default.ReviewKey);
            return key is { Reviews.Count: > 0, Rubric.Criteria.Count: > 0 } && key.Version == Newest
                ? key
                : throw new CourseException(
                    $"{file} is no key that this grader knows. Name the file that `grader peer-review assign` wrote.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CourseException(
                $"{file} is no key, or was damaged: {e.Message} Name the file that `grader peer-review assign` wrote, or take the copy of it.", e);
        }
    }

    /// <summary>Writes the key for its owner alone, and never over another.</summary>
    /// <exception cref="CourseException">A file of that name is there.</exception>
    public void Save(string file)
    {
        string temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(stream, this, ReviewKeyJson.Default.ReviewKey);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new CourseException(InTheWay(file));
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Says why a key is not written over another.</summary>
    public static string InTheWay(string file) =>
        $"{file} is there already, and without it nobody knows whose the sheets of that assignment are. Name another with --key, or delete it if its folders were never given out.";
}

/// <summary>A review that somebody is to write.</summary>
/// <param name="Code">Its code, which the sheet has.</param>
/// <param name="Folder">The reviewer's code, which is the name of the folder.</param>
/// <param name="Reviewer">The reviewer's key.</param>
/// <param name="Student">The key of whose work it is.</param>
/// <param name="ContentHash">Which attempt.</param>
internal sealed record AssignedReview(string Code, string Folder, string Reviewer, string Student, string ContentHash);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ReviewKey))]
internal sealed partial class ReviewKeyJson : JsonSerializerContext;
