using LLMCourse.Authoring.Scaffolding;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Scaffolding;

/// <summary>A course with one module listed and none written, in a folder of its own.</summary>
internal sealed class EmptyCourse : IDisposable
{
    public const string Readme = """
        # A course

        | module | subject | here |
        |---|---|---|
        | M01 | Foundations | |
        | M03 | Positions | |

        Text after it.

        """;

    public const string Changelog = """
        # Changelog

        ## [Unreleased]

        ### Added

        - code: a grader.

        ### Changed

        - code: nothing.

        """;

    private const string Solution = """

        Microsoft Visual Studio Solution File, Format Version 12.00
        # Visual Studio Version 17
        Global
        	GlobalSection(SolutionConfigurationPlatforms) = preSolution
        		Debug|Any CPU = Debug|Any CPU
        		Release|Any CPU = Release|Any CPU
        	EndGlobalSection
        EndGlobal

        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("llmcourse-new-");

    public EmptyCourse()
    {
        Write("README.md", Readme);
        Write("CHANGELOG.md", Changelog);
        Write("LLMCourse.sln", Solution);
        Layout = new CourseLayout(_root.FullName);
        Scaffold = new Scaffold(Layout);
    }

    public CourseLayout Layout { get; }

    public Scaffold Scaffold { get; }

    public IEnumerable<string> Files => Directory.EnumerateFiles(_root.FullName, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(_root.FullName, f)).Order(StringComparer.Ordinal);

    public void Dispose() => _root.Delete(recursive: true);

    public string Read(string file) => File.ReadAllText(Path.Combine(_root.FullName, file));

    public void Write(string file, string text)
    {
        string path = Path.Combine(_root.FullName, file);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
