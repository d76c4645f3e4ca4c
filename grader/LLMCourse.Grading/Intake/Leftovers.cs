using LLMCourse.Grading.Course;

namespace LLMCourse.Grading.Intake;

/// <summary>Names what lies in a submission's folder and is not taken, with the reason and, where it helps, what to do.</summary>
internal sealed class Leftovers(Submission submission, ModuleManifest manifest, IntakeLimits limits)
{
    private static readonly EnumerationOptions Everything =
        new() { AttributesToSkip = 0, IgnoreInaccessible = true, ReturnSpecialDirectories = false };

    private static readonly HashSet<string> BuildFiles = new(
        ["nuget.config", "global.json", ".editorconfig", ".globalconfig", "packages.lock.json", "Makefile"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> BuildExtensions = new(
        [".csproj", ".fsproj", ".vbproj", ".proj", ".props", ".targets", ".rsp", ".sln", ".slnx", ".slnf", ".ruleset", ".globalconfig",
            ".tasks", ".runsettings"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Binaries = new(
        [".dll", ".exe", ".so", ".dylib", ".a", ".lib", ".o", ".pdb", ".nupkg", ".zip", ".tar", ".gz", ".7z", ".pt", ".pth", ".bin",
            ".safetensors", ".dat"],
        StringComparer.OrdinalIgnoreCase);

    // Found out once: each look at a folder takes longer the more lies in it.
    private readonly Lazy<string[]> _missing = new(() =>
        [.. (manifest.HasQuiz
            ? manifest.Files.Append(ModuleManifest.AnswersFile)
            : manifest.Files).Where(file => !FileEntry.HasName(submission.Folder, file))]);

    /// <summary>Lists them in the order of their names.</summary>
    /// <param name="looked">The student's own files, of which everything is said.</param>
    /// <param name="leaveBehind">Takes the path relative to the submission, the reason and whether it matters.</param>
    /// <param name="cancellation">Stops between entries.</param>
    internal void List(IReadOnlySet<string> looked, Action<string, string, bool> leaveBehind, CancellationToken cancellation)
    {
        DirectoryInfo folder = new(submission.Folder);
        if (!folder.Exists) return;
        List<FileSystemInfo> entries = [.. folder.EnumerateFileSystemInfos("*", Everything).Take(limits.Entries + 1)];
        if (entries.Count > limits.Entries)
            leaveBehind("…", $"The folder has more than {limits.Entries} entries; only the graded files were looked for.", true);

        foreach (FileSystemInfo entry in entries.Take(limits.Entries).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (manifest.Files.Contains(entry.Name) || (manifest.HasQuiz && entry.Name == ModuleManifest.AnswersFile)) continue;
            // Naming it would bury what matters.
            if (Clutter.Is(entry.Name) || looked.Contains(entry.Name)) continue;
            (string reason, bool matters) = Reason(entry);
            leaveBehind(Path.Combine(submission.ModulePath, entry.Name), reason, matters);
        }

        ListBeside(leaveBehind);
    }

    // What lies beside the one folder that somebody put around the module, such as a report; in a repository that is the course's own.
    private void ListBeside(Action<string, string, bool> leaveBehind)
    {
        if (submission.ModulePath.Length == 0 || submission.ModulePath.StartsWith("assignments", StringComparison.Ordinal)) return;
        string around = submission.ModulePath.Split(Path.DirectorySeparatorChar)[0];
        foreach (FileSystemInfo entry in new DirectoryInfo(submission.Root).EnumerateFileSystemInfos("*", Everything).Take(limits.Entries)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Name == around || Clutter.Is(entry.Name) || submission.Strays.Contains(entry.Name)) continue;
            bool code = entry is FileInfo && entry.Extension.Equals(".cs", StringComparison.OrdinalIgnoreCase) && Near(entry.Name) is null
                && !entry.Name.EndsWith("Tests.cs", StringComparison.OrdinalIgnoreCase);
            (string reason, bool matters) = code
                ? ($"Not taken: the module is taken from {submission.ModulePath.Replace('\\', '/')}.", true)
                : entry is DirectoryInfo && !FileEntry.IsLink(entry.FullName)
                    ? ($"Not looked into further: the module is taken from {submission.ModulePath.Replace('\\', '/')}.", false)
                    : Reason(entry);
            leaveBehind(entry.Name, reason, matters);
        }
    }

    private (string Reason, bool Matters) Reason(FileSystemInfo entry)
    {
        string name = entry.Name;
        string extension = Path.GetExtension(name);
        if (FileEntry.IsLink(entry.FullName)) return ("A symbolic link: links are not followed.", Near(name) is not null);
        if (entry is DirectoryInfo) return OfFolder(name);
        if (name is "README.md" or "quiz.md" or "hints.md" or "interview.md" || name == $"{manifest.Name}.csproj" || extension == ".svg")
            return ("Part of the handout: the grader uses its own.", false);
        if (BuildFiles.Contains(name) || BuildExtensions.Contains(extension))
            return ("A build file: the grader compiles with its own settings.", false);
        if (Binaries.Contains(extension)) return ("A binary file: only source is taken.", false);
        if (name.EndsWith("Tests.cs", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".verified.txt", StringComparison.OrdinalIgnoreCase))
            return ("A public test: the grader has its own checks.", false);

        string? near = Near(name);
        if (near is not null) return ($"Not a graded file. Did you mean {near}? Rename it.", true);
        if (extension.Equals(".cs", StringComparison.OrdinalIgnoreCase))
            return ("Not taken: a source file of your own ends in .cs, in lower case.", true);
        return ("Not one of the module's files.", false);
    }

    private (string Reason, bool Matters) OfFolder(string name)
    {
        string folder = Path.Combine(submission.Folder, name);
        string? inside = manifest.Files.FirstOrDefault(file => FileEntry.HasName(folder, file));
        bool missing = inside is not null && _missing.Value.Contains(inside);
        if (missing) return ($"A sub-folder: sub-folders are not looked into. Move {inside} out of it.", true);
        if (name.Equals(manifest.Name, StringComparison.OrdinalIgnoreCase)) return ($"The folder must be named {manifest.Name}.", true);
        return ("A sub-folder: sub-folders are not looked into.", false);
    }

    /// <summary>Finds the missing graded file whose name is nearest.</summary>
    private string? Near(string name) => NearestName.Among(name, _missing.Value);
}
