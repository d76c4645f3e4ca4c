using System.Text.Json;
using System.Text.Json.Serialization;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary>How far a student is with an exercise, by its last grading.</summary>
/// <param name="Earned">Points.</param>
/// <param name="Maximum">Points that could be had.</param>
/// <param name="Outcome">The exercise's outcome.</param>
internal sealed record ExerciseProgress(decimal Earned, decimal Maximum, Outcome Outcome)
{
    /// <summary>Gets whether nothing is left to be done.</summary>
    [JsonIgnore]
    public bool IsDone => Maximum > 0 && Earned == Maximum;
}

/// <summary>What a student has reached, and which hints were shown: <c>progress.json</c> in the folder of reports. A report tells one
/// grading; this one keeps what a grading of one exercise says nothing about.</summary>
internal sealed class ProgressFile
{
    private const string Name = "progress.json";

    private readonly string _path;

    private ProgressFile(string path, Content content)
    {
        _path = path;
        Exercises = new(content.Exercises ?? [], StringComparer.Ordinal);
        HintsShown = new(content.HintsShown ?? [], StringComparer.Ordinal);
    }

    /// <summary>Gets the exercises that were graded, and the quizzes, by id.</summary>
    public SortedDictionary<string, ExerciseProgress> Exercises { get; }

    /// <summary>Gets how many hints were shown, by the exercise's id.</summary>
    public SortedDictionary<string, int> HintsShown { get; }

    /// <summary>Returns a file in which nothing is kept yet.</summary>
    /// <param name="reports">The folder of reports.</param>
    public static ProgressFile Empty(string reports) => new(Path.Combine(reports, Name), new Content(null, null));

    /// <summary>Reads the file, which may be missing.</summary>
    /// <param name="reports">The folder of reports.</param>
    /// <exception cref="FormatException">The file is not what this program writes.</exception>
    public static ProgressFile Read(string reports)
    {
        string path = Path.Combine(reports, Name);
        if (!File.Exists(path)) return Empty(reports);
        try
        {
            return new ProgressFile(path,
                JsonSerializer.Deserialize(File.ReadAllText(path), ProgressJson.Default.Content) ?? new Content(null, null));
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} cannot be read ({e.Message}). Remove it and grade again: it is made from gradings.", e);
        }
    }

    /// <summary>Takes over the exercises of a grading.</summary>
    public void Take(GradeResult result)
    {
        foreach (ExerciseResult exercise in result.Exercises)
        {
            // What the grader could not carry out says nothing of the student.
            if (exercise.Outcome != Outcome.GraderError)
                Exercises[exercise.Id] = new ExerciseProgress(exercise.Earned, exercise.Maximum, exercise.Outcome);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        AtomicFile.Write(_path,
            JsonSerializer.Serialize(new Content(new(Exercises), new(HintsShown)), ProgressJson.Default.Content) + "\n");
    }

    internal sealed record Content(Dictionary<string, ExerciseProgress>? Exercises, Dictionary<string, int>? HintsShown);
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProgressFile.Content))]
internal sealed partial class ProgressJson : JsonSerializerContext;
