using System.Text.Json;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Quizzes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace LLMCourse.Authoring.Samples;

/// <summary>A golden submission: how it differs from the solution, and the grade that it must get.</summary>
/// <remarks>One YAML file in <c>tests/Submissions/&lt;module&gt;/</c>. See docs/adr/0004-golden-submissions-are-edits.md.</remarks>
public sealed partial class SampleSubmission
{
    /// <summary>Gets the name: the file's, without its ending.</summary>
    [YamlIgnore]
    public string Name { get; private set; } = "";

    /// <summary>Gets or sets what the sample is and shows, one sentence.</summary>
    public string About { get; set; } = "";

    /// <summary>Gets or sets which exercises are solved: ids, or <c>all</c> alone; the others are as in the starter.</summary>
    public List<string> Solve { get; set; } = [];

    /// <summary>Gets or sets the bodies that replace those of the solution.</summary>
    public List<BodyChange> Bodies { get; set; } = [];

    /// <summary>Gets or sets the texts that are replaced.</summary>
    public List<TextChange> Edits { get; set; } = [];

    /// <summary>Gets or sets the files that are added or replaced, by name.</summary>
    public Dictionary<string, string> Files { get; set; } = [];

    /// <summary>Gets or sets the files that are handed in under another name: from the right one to that.</summary>
    public Dictionary<string, string> Rename { get; set; } = [];

    /// <summary>Gets or sets the files that are left out.</summary>
    public List<string> Remove { get; set; } = [];

    /// <summary>Gets or sets which questions of the quiz are answered, and rightly: ids, or <c>all</c> alone; the
    /// others are blank as in the starter.</summary>
    public List<string> Answer { get; set; } = [];

    /// <summary>Gets or sets the files whose content no YAML can hold, by name: for example <c>not-utf8</c>, <c>five-megabytes</c>,
    /// <c>link</c>, <c>pipe</c>.</summary>
    public Dictionary<string, string> Special { get; set; } = [];

    /// <summary>Gets or sets which exercises or checks the expected grade is of, as
    /// <see cref="GradeOptions.Only"/>; empty for all.</summary>
    public List<string> Only { get; set; } = [];

    /// <summary>Gets or sets the grade that the sample must get when performance is not measured.</summary>
    public ExpectedGrade Expect { get; set; } = new();

    /// <summary>Reads the samples of a module, in the order of their names.</summary>
    /// <exception cref="InvalidDataException">A file is not a sample; the message has its name and line.</exception>
    public static IReadOnlyList<SampleSubmission> LoadAll(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Load)] : [];

    /// <summary>Reads a sample.</summary>
    /// <exception cref="InvalidDataException">The file is not a sample.</exception>
    public static SampleSubmission Load(string file)
    {
        try
        {
            SampleSubmission sample = YamlText.Read<SampleSubmission>(File.ReadAllText(file))
                ?? throw new InvalidDataException($"{file} is empty.");
            sample.Name = Path.GetFileNameWithoutExtension(file);
            return sample;
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>Writes the sample out as a folder, as a student would have handed it in.</summary>
    /// <param name="solution">The folder of the module's solution.</param>
    /// <param name="manifest">The module.</param>
    /// <param name="target">The folder to create.</param>
    /// <exception cref="InvalidDataException">A text to replace does not stand exactly once in the solution.</exception>
    public void WriteTo(string solution, ModuleManifest manifest, string target)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Directory.CreateDirectory(target);
        Dictionary<string, string> sources = manifest.Files.ToDictionary(f => f, f => File.ReadAllText(Path.Combine(solution, f)));
        foreach (TextChange edit in Edits) sources[edit.File] = edit.Apply(sources[edit.File], Name);
        Dictionary<string, int> bodies = [];
        HashSet<BodyChange> used = [];
        foreach (string file in manifest.Files) sources[file] = KeepSolved(sources[file], bodies, used);
        if (Bodies.Find(b => !used.Contains(b)) is { } unused)
            throw new InvalidDataException($"{Name}: the solution has no body number {unused.Index} of {unused.Exercise}.");
        string quiz = Path.Combine(solution, "quiz.yaml");
        if (manifest.HasQuiz) sources[ModuleManifest.AnswersFile] = AnswersOf(QuizParser.Load(quiz), Answer);
        foreach ((string file, string text) in Files) sources[file] = text;
        foreach ((string from, string to) in Rename) sources[to] = sources[from];
        foreach (string file in Remove.Concat(Rename.Keys)) sources.Remove(file);
        foreach ((string file, string text) in sources)
        {
            string path = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        foreach ((string file, string kind) in Special) SpecialFile.Write(Path.Combine(target, file), kind);
    }

    private string KeepSolved(string source, Dictionary<string, int> bodies, HashSet<BodyChange> used) =>
        BodyRegion().Replace(source, match =>
        {
            string exercise = match.Groups["exercise"].Value, indent = match.Groups["indent"].Value,
                todo = string.Join(' ', match.Groups["todo"].Value.Split('\n').Select(l => l.Trim().TrimStart('/').Trim()));
            int index = bodies[exercise] = bodies.GetValueOrDefault(exercise, -1) + 1;
            if (Bodies.Find(b => b.Exercise == exercise && b.Index == index) is { } change)
            {
                used.Add(change);
                return indent + string.Join("\n" + indent, change.Body.TrimEnd().Split('\n')) + "\n";
            }

            return Solve.Contains("all") || Solve.Contains(exercise)
                ? match.Groups["body"].Value
                : $"{indent}throw new NotImplementedException(\"{exercise}: {todo.Replace("\"", "\\\"", StringComparison.Ordinal)}\");\n";
        });

    private static string AnswersOf(Quiz quiz, IReadOnlyCollection<string> answered) =>
        JsonSerializer.Serialize(
            quiz.Questions.ToDictionary(q => q.Id, q => answered.Contains("all") || answered.Contains(q.Id) ? Right(q) : null));

    private static object Right(Question question) => question.Kind switch
    {
        QuestionKind.Number => question.Number,
        QuestionKind.Choice => question.Answer[0],
        _ => question.Answer,
    };

    [GeneratedRegex("""^(?<indent>[ ]*)// TODO (?<exercise>M\d\d\.E\d+): (?<todo>[^\n]*(?:\n[ ]*//[^\n]*)*)\n[ ]*\#region Solution\n(?<body>.*?)^[ ]*\#endregion\n""", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex BodyRegion();
}
