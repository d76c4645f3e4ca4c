using LLMCourse.Authoring.Mutating;
using LLMCourse.Authoring.Samples;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using TextSpan = Microsoft.CodeAnalysis.Text.TextSpan;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A fault of <c>tests/Submissions/unknown-faults.yaml</c>: one that is no known mistake,
/// with the member in which it is made.</summary>
public sealed class UnknownFault
{
    public string Id { get; set; } = "";

    public string Member { get; set; } = "";

    public string File { get; set; } = "";

    public List<TextChange> Edits { get; set; } = [];

    public string Exercise => Id[..Id.LastIndexOf('.')];

    public static IReadOnlyList<UnknownFault> Load() => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<List<UnknownFault>>(
            System.IO.File.ReadAllText(Path.Combine(GradingFixture.Layout.Root, "tests", "Submissions", "unknown-faults.yaml")));

    /// <summary>Makes a mutant of it, which replaces everything from its first edit to its last.</summary>
    internal Mutant In(ModuleManifest manifest)
    {
        string before = SolutionReader.FilesOf(GradingFixture.Layout.SolutionOf(manifest.Name)).Single(f => f.Name == File).Text,
            after = before;
        foreach (TextChange edit in Edits) after = edit.Apply(after, Id);
        int start = before.Zip(after).TakeWhile(c => c.First == c.Second).Count();
        int same = Math.Min(before.Length, after.Length) - start;
        int tail = before.Reverse().Zip(after.Reverse()).Take(same).TakeWhile(c => c.First == c.Second).Count();
        return new Mutant
        {
            Member = Member,
            CountsFor = Member,
            Exercises = [LLMCourse.Checks.ExerciseId.Parse(Exercise)],
            Operator = Id,
            Original = "",
            Mutated = "",
            File = File,
            Line = 0,
            Span = TextSpan.FromBounds(start, before.Length - tail),
            Replacement = after[start..^tail],
        };
    }
}
