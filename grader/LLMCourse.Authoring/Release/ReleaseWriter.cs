using System.Globalization;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;

namespace LLMCourse.Authoring.Release;

/// <summary>Generates a module's assignment from its solution.</summary>
public static class ReleaseWriter
{
    private static readonly HashSet<string> BuildFolders = new(["bin", "obj", "TestResults"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Generates the files of an assignment.</summary>
    /// <param name="solution">The solution's folder.</param>
    /// <param name="references">What the starter must compile against; null, the default: what the module's project names.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The files in the order of their names.</returns>
    /// <exception cref="CourseException">The solution holds something that has no place in an
    /// assignment, or the starter does not compile.</exception>
    public static IReadOnlyList<SourceFile> Generate(string solution, ReferenceSet? references = null,
        CancellationToken cancellation = default)
    {
        IReadOnlyList<SourceFile> starters = StarterMaker.Make(SolutionReader.FilesOf(solution));
        string name = NameOf(solution);
        List<SourceFile> files = [.. starters];
        List<string> strangers = [.. Directory.EnumerateDirectories(solution).Select(folder => Path.GetFileName(folder))
            .Where(folder => !BuildFolders.Contains(folder)).Select(folder => folder + "/")];
        foreach (string path in Directory.EnumerateFiles(solution).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            string file = Path.GetFileName(path);
            if (starters.Any(starter => starter.Name == file)) continue;
            if (file == "quiz.yaml")
            {
                Quiz quiz = QuizParser.Load(path);
                files.Add(new SourceFile("quiz.md", QuizHandout.Questions(quiz)));
                files.Add(new SourceFile(ModuleManifest.AnswersFile, QuizHandout.BlankAnswers(quiz)));
            }
            else if (file is "README.md" or "hints.md" or "interview.md" || file == $"{name}.csproj"
                || file.EndsWith("Tests.cs", StringComparison.Ordinal) || file.EndsWith(".verified.txt", StringComparison.Ordinal)
                    || IsShown(solution, file))
            {
                files.Add(new SourceFile(file, File.ReadAllText(path)));
            }
            else if (!file.Contains(".received.", StringComparison.Ordinal))
            {
                strangers.Add(file);
            }
        }

        if (strangers.Count > 0)
            throw new CourseException(
                $"{solution} holds what has no place in an assignment: {string.Join(", ", strangers)}. Move it elsewhere.");
        if (!files.Any(file => file.Name == $"{name}.csproj"))
            throw new CourseException($"{solution} has no {name}.csproj: students could not build the assignment.");
        RequireClean(solution, name, starters, references, cancellation);
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Writes an assignment, in the place of what was there: the whole of it or nothing.</summary>
    /// <param name="solution">The solution's folder.</param>
    /// <param name="assignment">The assignment's folder; made when it does not exist.</param>
    /// <param name="references">What the starter must compile against; null, the default: what the module's project names.</param>
    /// <param name="cancellation">Stops before anything is replaced.</param>
    /// <exception cref="CourseException">As <see cref="Generate"/>.</exception>
    public static void Write(string solution, string assignment, ReferenceSet? references = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<SourceFile> files = Generate(solution, references, cancellation);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(assignment));
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        string old = $"{target}.{Guid.NewGuid():N}.old";
        try
        {
            _ = Directory.CreateDirectory(temporary);
            foreach (SourceFile file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                File.WriteAllText(Path.Combine(temporary, file.Name), file.Text);
            }

            if (Directory.Exists(target)) Directory.Move(target, old);
            Directory.Move(temporary, target);
        }
        finally
        {
            if (!Directory.Exists(target) && Directory.Exists(old)) Directory.Move(old, target);
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Compares an assignment with what its solution gives.</summary>
    /// <param name="solution">The solution's folder.</param>
    /// <param name="assignment">The assignment's folder.</param>
    /// <param name="references">What the starter must compile against; null, the default: what the module's project names.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The differences in the order of the files; empty when the assignment is up to date.</returns>
    /// <exception cref="CourseException">As <see cref="Generate"/>.</exception>
    public static IReadOnlyList<ReleaseDifference> Check(string solution, string assignment, ReferenceSet? references = null,
        CancellationToken cancellation = default)
    {
        IReadOnlyList<SourceFile> files = Generate(solution, references, cancellation);
        List<ReleaseDifference> differences = [];
        foreach (SourceFile file in files)
        {
            string path = Path.Combine(assignment, file.Name);
            if (!File.Exists(path)) differences.Add(new ReleaseDifference(file.Name, "It is missing."));
            else if (File.ReadAllText(path) is { } found && found != file.Text)
                differences.Add(new ReleaseDifference(file.Name, FirstDifference(file.Text, found)));
        }

        if (Directory.Exists(assignment))
        {
            differences.AddRange(Directory.EnumerateFileSystemEntries(assignment)
                .Select(path => Path.GetFileName(path))
                .Where(entry => !BuildFolders.Contains(entry) && !entry.Contains(".received.", StringComparison.Ordinal)
                    && !files.Any(file => file.Name == entry))
                .Select(entry => new ReleaseDifference(entry, "The solution does not give it.")));
        }

        return [.. differences.OrderBy(difference => difference.File, StringComparer.Ordinal)];
    }

    // A figure goes to students with the handout that shows it; one that nothing shows is left over.
    private static bool IsShown(string solution, string file) =>
        file.EndsWith(".svg", StringComparison.Ordinal) && Path.Combine(solution, "README.md") is var handout && File.Exists(handout)
        && File.ReadAllText(handout).Contains($"]({file})", StringComparison.Ordinal);

    private static void RequireClean(string solution, string name, IReadOnlyList<SourceFile> starters, ReferenceSet? references,
        CancellationToken cancellation)
    {
        string project = Path.Combine(solution, $"{name}.csproj");
        IReadOnlyList<string> usings = ModuleProject.UsingsOf(project);
        references ??= ReferenceSet.For(ModuleProject.LibrariesOf(project));
        // The assignment's project treats warnings as errors, so a warning that only the starter has would greet every student.
        // Emitted, since some faults show only then, such as an iterator without a yield.
        Diagnostic[] faults = [
            .. ModuleCompilation.Create(name, starters.Select(file => ModuleCompilation.Parse(file, cancellation)), usings, references)
            .Emit(Stream.Null,
                cancellationToken: cancellation).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        if (faults.Length == 0) return;
        IEnumerable<string> lines = faults.Take(10).Select(Notes.Of).Select(note =>
            string.Create(CultureInfo.InvariantCulture,
                $"{note.Place?.File}({note.Place?.Line}): {note.Code}: {note.Message}\n    {note.SourceLine?.Trim()}"));
        throw new CourseException(
            $"The starter made from {solution} does not build cleanly. Put into each #region Solution all that only the solution needs.\n{string.Join('\n', lines)}");
    }

    private static string FirstDifference(string expected, string found)
    {
        string[] wanted = expected.Split('\n');
        string[] had = found.Split('\n');
        int line = Enumerable.Range(0, Math.Max(wanted.Length, had.Length))
            .First(i => wanted.ElementAtOrDefault(i) != had.ElementAtOrDefault(i));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Line {line + 1} is {Quote(had.ElementAtOrDefault(line))}, and the solution gives {Quote(wanted.ElementAtOrDefault(line))}.");
    }

    private static string Quote(string? line) => line is null ? "not there" : $"'{line.TrimEnd('\r')}'";

    private static string NameOf(string solution) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(solution)));
}
