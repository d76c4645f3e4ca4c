using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Course;

/// <summary>Derives a module's manifest from its solution.</summary>
public static class SolutionReader
{
    /// <summary>Reads the graded files of a module's folder: every <c>*.cs</c> in it but the tests.</summary>
    /// <param name="folder">The solution's folder, for example <c>solutions/M02.Attention</c>.</param>
    /// <returns>The files in the order of their names.</returns>
    /// <exception cref="CourseException">There is no such folder or no graded file in it.</exception>
    public static IReadOnlyList<SourceFile> FilesOf(string folder)
    {
        if (!Directory.Exists(folder)) throw new CourseException($"{folder} does not exist: a module's solution lies there.");
        SourceFile[] files = [.. Directory.EnumerateFiles(folder, "*.cs")
            .Where(path => !path.EndsWith("Tests.cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(Path.GetFileName(path), File.ReadAllText(path)))];
        return files.Length > 0
            ? files
            : throw new CourseException($"{folder} has no *.cs file beside its tests: there is nothing to write or to grade.");
    }

    /// <summary>Reads a module's manifest from its solution.</summary>
    /// <param name="folder">The solution's folder.</param>
    /// <param name="references">What the solution is compiled against; null, the default: what its project names.</param>
    /// <param name="cancellation">Stops the compiler.</param>
    /// <exception cref="CourseException">The solution does not compile, or its exercises are flawed.</exception>
    public static ModuleManifest Read(string folder, ReferenceSet? references = null, CancellationToken cancellation = default)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        IReadOnlyList<SourceFile> files = FilesOf(folder);
        string project = Path.Combine(folder, $"{name}.csproj");
        IReadOnlyList<string> usings = ModuleProject.UsingsOf(project), libraries = ModuleProject.LibrariesOf(project);
        CSharpCompilation compilation = ModuleCompilation.Create(name, files.Select(file => ModuleCompilation.Parse(file, cancellation)),
            usings, references ?? ReferenceSet.For(libraries));
        Diagnostic[] errors =
            [.. compilation.GetDiagnostics(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
            throw new CourseException($"The solution in {folder} does not compile:\n{string.Join('\n', errors.Take(10))}");

        List<ISymbol> symbols = [.. PublicApi.SymbolsOf(compilation.Assembly.GlobalNamespace)];
        ExerciseIndex index = ExerciseIndex.Of(compilation, name);
        return new ModuleManifest
        {
            Id = name[..3],
            Name = name,
            Title = TitleOf(Path.Combine(folder, "README.md"), name[..3]),
            Files = [.. files.Select(file => file.Name)],
            HasQuiz = File.Exists(Path.Combine(folder, "quiz.yaml")),
            Usings = usings,
            Libraries = libraries,
            Exercises = index.Exercises,
            PublicApi = [.. symbols
                .Select(symbol => new PublicMember(PublicApi.IdOf(symbol), PublicApi.Signature(symbol), PublicApi.Contract(symbol),
                    PublicApi.FileOf(symbol), index.ConcernedBy(symbol)))
                .OrderBy(member => member.File, StringComparer.Ordinal).ThenBy(member => member.DocId, StringComparer.Ordinal)],
        };
    }

    private static string TitleOf(string readme, string id)
    {
        if (!File.Exists(readme))
            throw new CourseException($"{readme} is missing: it is the handout, and its first heading is the module's title.");
        string? heading = File.ReadLines(readme).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));

        // A heading may begin with the id, as the handouts do; wherever a title is shown, the id stands before it already.
        return heading?[2..].Trim() is { Length: > 0 } title
            ? (title.StartsWith(id, StringComparison.Ordinal) ? title[id.Length..].TrimStart(' ', ':', '.', '·', '–', '—') : title)
            : throw new CourseException($"{readme} has no heading '# …': its first one is the module's title.");
    }
}
