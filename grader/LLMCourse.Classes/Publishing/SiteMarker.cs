using System.Security.Cryptography;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Publishing;

/// <summary>The file by which the grader knows a site that it made, and everything in it.</summary>
/// <remarks>Files are listed by hashes of their paths: a list of paths, which a web server might hand
/// out, would name every student's folder.</remarks>
internal static class SiteMarker
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ".llmcourse-site";

    private const string Head = "LLMCourse site 1 for ";

    /// <summary>Returns the marker of a site.</summary>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="files">The paths of its files, with <c>/</c>.</param>
    public static string Write(Audience audience, IEnumerable<string> files) =>
        $"{Head}{Word(audience)}\n{string.Concat(files.Select(f => Hash(f) + "\n").Order(StringComparer.Ordinal))}";

    /// <summary>Lets pass a folder that does not exist, is empty, or is a site for the same readers with nothing else in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="audience">Whom the new site is for.</param>
    /// <param name="name">What to call the folder in messages.</param>
    /// <exception cref="CourseException">It must not be replaced; the message says why and what to do.</exception>
    public static void Check(string folder, Audience audience, string name)
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return;
        string marker = Path.Combine(folder, FileName);
        string[] lines = File.Exists(marker) ? File.ReadAllLines(marker) : [];
        if (lines.Length == 0 || !lines[0].StartsWith(Head, StringComparison.Ordinal))
            throw new CourseException(
                $"'{name}' is not empty and is not a site that the grader made. Name another folder; this one was left as it is.");
        if (lines[0] != Head + Word(audience))
        {
            throw new CourseException(
                $"'{name}' holds a site for {lines[0][Head.Length..]}, and this one would be for {Word(audience)}. Name another folder, or remove that one first; it was left as it is.");
        }

        HashSet<string> known = [.. lines.Skip(1)];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (path != FileName && !known.Contains(Hash(path)))
                throw new CourseException(
                    $"'{name}' holds '{path}', which the grader did not write and would remove. Move it elsewhere, or name another folder.");
        }
    }

    private static string Word(Audience audience) => audience.ToString().ToLowerInvariant();

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16));
}
