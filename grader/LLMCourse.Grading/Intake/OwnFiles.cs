using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grading.Intake;

/// <summary>Finds the source files that a student has put beside the module's own.</summary>
internal static partial class OwnFiles
{
    private static readonly EnumerationOptions Everything =
        new() { AttributesToSkip = 0, IgnoreInaccessible = true, ReturnSpecialDirectories = false };

    /// <summary>Lists them in the order of their names: C# files that are neither of the module, nor tests, nor links.</summary>
    /// <remarks>A name near to that of a missing file of the module is that file, misspelt, and is no file of the student's own.</remarks>
    internal static IReadOnlyList<string> In(Submission submission, ModuleManifest manifest, IntakeLimits limits)
    {
        DirectoryInfo folder = new(submission.Folder);
        if (!folder.Exists) return [];
        string[] candidates = [.. folder.EnumerateFileSystemInfos("*", Everything).Take(limits.Entries)
            .Where(entry => entry.Extension == ".cs" && entry is FileInfo && !FileEntry.IsLink(entry.FullName))
            .Select(entry => entry.Name)
            .Where(name => !manifest.Files.Contains(name) && !name.EndsWith("Tests.cs", StringComparison.OrdinalIgnoreCase))];
        if (candidates.Length == 0) return [];
        string[] missing = [.. manifest.Files.Where(file => !FileEntry.HasName(submission.Folder, file))];
        return [.. candidates.Where(name => NearestName.Among(name, missing) is null).Order(StringComparer.Ordinal)];
    }

    /// <summary>Finds the other module whose namespace a file declares.</summary>
    /// <returns>The module's id, such as M02; null when there is none.</returns>
    internal static string? OtherModule(string text, ModuleManifest manifest) =>
        Namespaces().Matches(text).Select(match => match.Groups["module"].Value).FirstOrDefault(module => module != manifest.Id);

    /// <summary>Finds the other module that a file with the name of one of this module's is of.</summary>
    /// <returns>The module's id; null when the file declares this module's namespace, or none.</returns>
    internal static string? OnlyOtherModule(string text, ModuleManifest manifest)
    {
        string[] declared = [.. Namespaces().Matches(text).Select(match => match.Groups["module"].Value)];
        return declared.Contains(manifest.Id) ? null : declared.FirstOrDefault();
    }

    [GeneratedRegex(@"^\s*namespace\s+LLMCourse\.(?<module>M[0-9]{2})\b", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Namespaces();
}
