using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;

namespace LLMCourse.Authoring.Scaffolding;

/// <summary>Writes the files with which a module or an exercise begins, and enters them where others are listed.</summary>
/// <param name="layout">The course.</param>
internal sealed partial class Scaffold(CourseLayout layout)
{
    private const string SolutionFile = "LLMCourse.sln", Readme = "README.md", Changelog = "CHANGELOG.md";

    /// <summary>Begins a module.</summary>
    /// <param name="name">Its name, such as <c>M06.Prompting</c>.</param>
    /// <param name="title">Its title; null for what the name says.</param>
    /// <param name="cancellation">Stops it; nothing is entered anywhere then.</param>
    /// <returns>The files that were written or changed, from the course's folder.</returns>
    /// <exception cref="CourseException">There is such a module, or the name is none.</exception>
    public async Task<IReadOnlyList<string>> ModuleAsync(string name, string? title, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ModuleName().IsMatch(name))
            throw new CourseException(
                $"'{name}' is not a module's name. Write it as M06.Prompting: the number in two digits, a point, one word.");
        string id = name[..3];
        if (layout.Modules.FirstOrDefault(m => m[..3] == id) is { } other)
            throw new CourseException($"{id} is {other} already. An exercise of it: grader new {id}.E1");
        RequireCheckout();
        string subject = title ?? TitleInReadme(id) ?? Words().Replace(name[4..], " $1").Trim();
        string solution = Path.Combine("solutions", name), checks = Path.Combine("tests", "Checks", name),
            samples = Path.Combine("tests", "Submissions", id);
        string solutionProject = Path.Combine(solution, $"{name}.csproj"),
            checksProject = Path.Combine(checks, $"LLMCourse.Checks.{id}.csproj");
        (string File, string Text)[] files =
        [
            (solutionProject, ScaffoldTexts.SolutionProject(id)),
            (Path.Combine(solution, "README.md"), ScaffoldTexts.Handout(id, subject)),
            (Path.Combine(solution, "quiz.yaml"), ScaffoldTexts.Quiz(id, subject)),
            (checksProject, ScaffoldTexts.ChecksProject(name, id)),
            (Path.Combine(checks, "bans.yaml"), ScaffoldTexts.Bans),
            (Path.Combine(checks, "mistakes.yaml"), ScaffoldTexts.Mistakes),
            (Path.Combine(samples, "01-complete.yaml"), ScaffoldTexts.CompleteSample),
            (Path.Combine(samples, "02-starter.yaml"), ScaffoldTexts.StarterSample(id, [])),
        ];
        Write(files, cancellation);
        await AddToSolutionAsync("solutions", solutionProject, cancellation).ConfigureAwait(false);
        await AddToSolutionAsync("tests", checksProject, cancellation).ConfigureAwait(false);
        Change(Readme, text => WithModule(text, id, subject));
        Change(Changelog, text => WithEntry(text,
            string.Create(CultureInfo.InvariantCulture, $"- code: module {int.Parse(id[1..], CultureInfo.InvariantCulture)} ({subject})."))
            ?? throw new CourseException($"{Changelog} has no '### Added' under '## [Unreleased]', where what is new is listed."));
        return [.. files.Select(f => f.File), SolutionFile, Readme, Changelog];
    }

    /// <summary>Begins an exercise, with a member that students write, a public test, a check, a mistake, and its rows in lists.</summary>
    /// <param name="id">The exercise, the next of its module.</param>
    /// <param name="title">Its title.</param>
    /// <param name="type">The class with the member.</param>
    /// <param name="method">The member.</param>
    /// <param name="cancellation">Stops it; nothing is written then.</param>
    /// <returns>The files that were written or changed, from the course's folder.</returns>
    /// <exception cref="CourseException">There is no such module, it is not the next exercise, or a file is there already.</exception>
    public IReadOnlyList<string> Exercise(ExerciseId id, string title, string type, string method, CancellationToken cancellation)
    {
        string module = layout.Modules.FirstOrDefault(m => m[..3] == id.Module)
            ?? throw new CourseException($"There is no module {id.Module} yet. Begin it with: grader new {id.Module}.Name");
        RequireCheckout();
        string solution = Path.Combine("solutions", module), checks = Path.Combine("tests", "Checks", module);
        IReadOnlyList<string> present = SolutionExercises.Of(layout.SolutionOf(module));
        string next = string.Create(CultureInfo.InvariantCulture, $"{id.Module}.E{present.Count + 1}");
        if (id.Text != next)
            throw new CourseException(present.Contains(id.Text)
                ? $"{id} is there already; the next one is {next}."
                : $"{id} cannot be the next exercise of {module}: that is {next}.");

        string handout = Path.Combine(solution, "README.md"), bans = Path.Combine(checks, "bans.yaml"),
            mistakes = Path.Combine(checks, "mistakes.yaml");
        string withRow = WithRow(Read(handout), id, ScaffoldTexts.ExerciseRow(id.Text, type, method))
            ?? throw new CourseException(
                $"{handout} has no table of exercises that ends in a row of {id.Module}.Q, or of the exercise before, where the row of {id} goes.");
        (string File, string Text)[] files =
        [
            (Path.Combine(solution, $"{type}.cs"), ScaffoldTexts.Solution(id.Module, id.Text, title, type, method)),
            (Path.Combine(solution, $"{type}Tests.cs"), ScaffoldTexts.PublicTests(id.Module, id.Text, type, method)),
            (Path.Combine(checks, $"{type}Checks.cs"), ScaffoldTexts.Check(id.Module, id.Text, type, method)),
        ];
        Write(files, cancellation);
        Change(handout, _ => withRow);
        Change(bans, text => text + ScaffoldTexts.ExerciseBans(id.Text));
        Change(mistakes, text => text + ScaffoldTexts.Mistake(id.Text, type));
        List<string> changed = [handout, bans, mistakes];
        // Not with the module: until its first type is there, the namespace is not, and nothing would build.
        string project = Path.Combine(checks, $"LLMCourse.Checks.{id.Module}.csproj"), own = $"<Using Include=\"LLMCourse.{id.Module}\" />",
            library = "<Using Include=\"TorchSharp\" />";
        if (!Read(project).Contains(own, StringComparison.Ordinal))
        {
            Change(project, text => text.Replace(library, $"{own}\n    {library}", StringComparison.Ordinal));
            changed.Add(project);
        }

        string starter = Path.Combine("tests", "Submissions", id.Module, "02-starter.yaml");
        if (File.Exists(Full(starter)) && Read(starter) == ScaffoldTexts.StarterSample(id.Module, present))
        {
            Change(starter, _ => ScaffoldTexts.StarterSample(id.Module, [.. present, id.Text]));
            changed.Add(starter);
        }

        return [.. files.Select(f => f.File), .. changed];
    }

    /// <summary>Enters a module into the table of the README: the row that waits for it gets its mark, or a row is added.</summary>
    internal static string WithModule(string readme, string id, string title)
    {
        string[] lines = readme.Split('\n');
        int own = Array.FindIndex(lines, line => line.StartsWith($"| {id} |", StringComparison.Ordinal));
        if (own >= 0)
        {
            string[] cells = lines[own].Split('|');
            lines[own] = string.Join('|', [.. cells[..3], " ✓ ", .. cells[4..]]);
            return string.Join('\n', lines);
        }

        int last = Array.FindLastIndex(lines, line => ModuleRow().IsMatch(line) && string.CompareOrdinal(line[2..5], id) < 0);
        return last < 0
            ? throw new CourseException($"{Readme} has no table of the modules, with rows such as '| M01 | Foundations | ✓ |'.")
            : string.Join('\n', [.. lines[..(last + 1)], $"| {id} | {title} | ✓ |", .. lines[(last + 1)..]]);
    }

    /// <summary>Adds an entry at the end of what is new in the version that is not released; null where there is no such list.</summary>
    internal static string? WithEntry(string changelog, string entry)
    {
        int unreleased = changelog.IndexOf("## [Unreleased]", StringComparison.Ordinal);
        int added = unreleased < 0 ? -1 : changelog.IndexOf("### Added\n", unreleased, StringComparison.Ordinal);
        if (added < 0) return null;
        int end = changelog.IndexOf("\n#", added + 1, StringComparison.Ordinal);
        string list = (end < 0 ? changelog : changelog[..end]).TrimEnd();
        string gap = list.EndsWith("### Added", StringComparison.Ordinal) ? "\n\n" : "\n"; // the first one after a release
        return list + gap + entry + "\n" + (end < 0 ? "" : changelog[end..]);
    }

    private static string? WithRow(string handout, ExerciseId id, string row)
    {
        string[] lines = handout.Split('\n');
        int quiz = Array.FindIndex(lines, line => line.StartsWith($"| {id.Module}.Q |", StringComparison.Ordinal));
        int before = Array.FindLastIndex(lines, line => line.StartsWith($"| {id.Module}.E", StringComparison.Ordinal));
        int at = before >= 0 ? before + 1 : quiz;
        return at < 0 ? null : string.Join('\n', [.. lines[..at], row, .. lines[at..]]);
    }

    private string? TitleInReadme(string id)
    {
        Match row = Regex.Match(Read(Readme), $@"^\| {id} \| ([^|]+) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return row.Success ? row.Groups[1].Value.Trim() : null;
    }

    // A packed course has no sources that an author could edit.
    private void RequireCheckout()
    {
        foreach (string file in (string[])[SolutionFile, Readme, Changelog])
        {
            if (!File.Exists(Full(file)))
                throw new CourseException($"{layout.Root} has no {file}: an author works in a clone of the course's repository.");
        }
    }

    // All of them or none: a half of a module is worse than none.
    private void Write(IReadOnlyList<(string File, string Text)> files, CancellationToken cancellation)
    {
        if (files.FirstOrDefault(f => File.Exists(Full(f.File))).File is { } there)
            throw new CourseException($"{there} is there already; nothing was written. Choose another name.");
        cancellation.ThrowIfCancellationRequested();
        foreach ((string file, string text) in files)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Full(file))!);
            AtomicFile.Write(Full(file), text);
        }
    }

    private void Change(string file, Func<string, string> change) => AtomicFile.Write(Full(file), change(Read(file)));

    private string Read(string file) => File.ReadAllText(Full(file));

    private string Full(string file) => Path.Combine(layout.Root, file);

    // Not text of our own making: the SDK knows the format, and writes the newer one where a solution has that.
    private async Task AddToSolutionAsync(string folder, string project, CancellationToken cancellation)
    {
        ProcessStartInfo start = new("dotnet", ["sln", SolutionFile, "add", "--solution-folder", folder, project])
        {
            WorkingDirectory = layout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation),
            error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new CourseException(
                $"`dotnet {string.Join(' ', start.ArgumentList)}` ended with {process.ExitCode}: {(await output.ConfigureAwait(false)).Trim()} {(await error.ConfigureAwait(false)).Trim()}");
    }

    [GeneratedRegex(@"\AM[0-9]{2}\.[A-Z][A-Za-z0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleName();

    [GeneratedRegex(@"^\| M[0-9]{2} \|", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleRow();

    [GeneratedRegex("(?<=[a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
