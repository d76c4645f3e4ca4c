using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.Grading.Files;

namespace LLMCourse.Grading.Course;

/// <summary>What the grader has to know of a module to take in and compile a submission of it.</summary>
/// <remarks>Derived from the solution by <see cref="SolutionReader"/> and recorded beside the checks, so that
/// grading does not compile the solution.</remarks>
public sealed record ModuleManifest
{
    /// <summary>The name of the file with a student's answers to the quiz.</summary>
    public const string AnswersFile = "answers.json";

    // The file is reviewed by people and never put into a page: List<T> need not be escaped.
    private static readonly ManifestJson Readable =
        new(new JsonSerializerOptions(ManifestJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Gets the id, for example <c>M02</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name: folder, project and assembly, for example <c>M02.Attention</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the title: the first heading of the handout.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the graded source files, by name, in order; <see cref="AnswersFile"/> is not among them.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Gets whether the module has a quiz.</summary>
    public bool HasQuiz { get; init; }

    /// <summary>Gets the namespaces that every file of the module uses without saying so, each as it stands after
    /// <c>global using</c>.</summary>
    public required IReadOnlyList<string> Usings { get; init; }

    /// <summary>Gets the libraries that the module uses beside those of every module, by the names of their assemblies.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>Gets the exercises in order.</summary>
    public required IReadOnlyList<ManifestExercise> Exercises { get; init; }

    /// <summary>Gets the public types and members of the solution.</summary>
    public required IReadOnlyList<PublicMember> PublicApi { get; init; }

    /// <summary>Gets the member in which each mistake is made, as its documentation comment id by the mistake's id.</summary>
    public IReadOnlyDictionary<string, string> MistakenMembers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the members of its exercise that each check uses, as their documentation comment ids by the check's id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CheckedMembers
    {
        get; init;
    } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Gets the public members that no check calls by their name, as their documentation comment
    /// ids; a submission may do without them.</summary>
    public IReadOnlyList<string> UncalledMembers { get; init; } = [];

    /// <summary>Reads a recorded manifest.</summary>
    /// <param name="path">The manifest's file.</param>
    /// <exception cref="CourseException">The file is missing or is not a manifest.</exception>
    public static ModuleManifest Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ManifestJson.Default.ModuleManifest)
                ?? throw new CourseException($"{path} is empty; run 'grader record' to write it anew.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CourseException($"{path} does not exist; run 'grader record' to write it.", e);
        }
        catch (JsonException e)
        {
            throw new CourseException($"{path} is not a module manifest ({e.Message}); run 'grader record' to write it anew.", e);
        }
    }

    /// <summary>Writes the manifest; the same manifest gives the same bytes.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    public void Save(string path) => AtomicFile.Write(path, JsonSerializer.Serialize(this, Readable.ModuleManifest) + "\n");

    /// <summary>Returns the ids of the exercises with a member in a file.</summary>
    /// <param name="file">The file's name within the module.</param>
    public IReadOnlyList<string> ExercisesIn(string file) =>
        [.. Exercises.Where(exercise => exercise.Members.Any(member => member.File == file)).Select(exercise => exercise.Id)];

    /// <summary>Returns the member in which a mistake is made; null when it is not recorded.</summary>
    /// <param name="exercise">The mistake's exercise.</param>
    /// <param name="mistake">The mistake's id.</param>
    public ManifestMember? MemberMistaken(ManifestExercise exercise, string mistake)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        return MistakenMembers.TryGetValue(mistake, out string? id) ? exercise.Members.FirstOrDefault(member => member.DocId == id) : null;
    }

    /// <summary>Returns what a check is about: the one member of its exercise that it uses, or
    /// the one type of those that it uses.</summary>
    /// <param name="exercise">The check's exercise.</param>
    /// <param name="check">The check's id.</param>
    /// <returns>A name without those of its outer types; null where the check uses several types.</returns>
    public string? SubjectOf(ManifestExercise exercise, string check)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        IReadOnlyList<ManifestMember> members = MembersOf(exercise, check);
        string[] types = [.. members.Select(member => member.TypeName).Distinct()];
        return members.Count == 1 ? members[0].ShortName : types.Length == 1 ? types[0][(types[0].LastIndexOf('.') + 1)..] : null;
    }

    // All of them where it is not known which: a check may get at them in a way that its code does not show.
    private IReadOnlyList<ManifestMember> MembersOf(ManifestExercise exercise, string check) =>
        CheckedMembers.TryGetValue(check, out IReadOnlyList<string>? ids) && ids.Count > 0
            ? [.. exercise.Members.Where(member => ids.Contains(member.DocId))]
            : exercise.Members;
}
