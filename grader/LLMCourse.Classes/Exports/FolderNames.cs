using System.Security.Cryptography;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>Names of folders for students' keys: safe on every file system, the same each time, and no two alike.</summary>
internal static class FolderNames
{
    private const int Longest = 80;

    /// <summary>Names a folder for each key.</summary>
    /// <param name="keys">The keys; no two are equal.</param>
    /// <returns>The names by key. A key that had to be changed, or that differs from another in case alone,
    /// has a part of its SHA-256 behind it.</returns>
    /// <exception cref="CourseException">Two keys come to one name even so, which takes a key that was made for it.</exception>
    public static IReadOnlyDictionary<string, string> For(IReadOnlyCollection<string> keys)
    {
        HashSet<string> shared = [.. keys.GroupBy(Folded).Where(g => g.Count() > 1).SelectMany(g => g)];
        var names = keys.ToDictionary(k => k, k => Safe(k) is { } safe && safe == k && !shared.Contains(k) ? k : $"{Safe(k)}-{Hash(k)}",
            StringComparer.Ordinal);
        if (names.GroupBy(n => Folded(n.Value)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CourseException(
                $"The students {string.Join(" and ", twice.Select(n => $"'{n.Key}'"))} would have one folder, '{twice.First().Value}'. Change the key of one in the roster.");
        return names;
    }

    private static string Safe(string key)
    {
        // No combining marks: file systems disagree on whether é and e´ are one name.
        StringBuilder safe = new();
        foreach (Rune rune in key.EnumerateRunes())
            safe.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or '@' or '+' ? rune.ToString() : "_");
        string name = safe.ToString().TrimStart('.', '-').TrimEnd('.');
        if (name.Length > Longest) name = name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)];
        return name.Length == 0 || IsReserved(name) ? $"student_{name}" : name;
    }

    // Windows keeps these names for devices, whatever comes behind a dot.
    private static bool IsReserved(string name) => name.Split('.')[0].ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL"
        or ['C', 'O', 'M', >= '0' and <= '9'] or ['L', 'P', 'T', >= '0' and <= '9'];

    private static string Folded(string name) => name.ToUpperInvariant();

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12];
}
