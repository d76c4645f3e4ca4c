using System.Globalization;
using System.Text.Json;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads a student's folder as Submitty keeps it: one numbered folder for each version, and which of them counts.</summary>
internal static class SubmittyFolder
{
    private const string Settings = "user_assignment_settings.json", Timestamp = ".submit.timestamp";

    /// <summary>Finds the version that counts: the one that the student chose, else the last.</summary>
    /// <param name="folder">The student's folder.</param>
    /// <returns>The version's folder and its time where there is one; null when the folder is no such one.</returns>
    internal static (string Folder, DateTimeOffset? SubmittedUtc, int Versions)? Active(DirectoryInfo folder)
    {
        FileSystemInfo[] inside = [.. folder.EnumerateFileSystemInfos().Where(e => !Clutter.Is(e.Name))];
        int[] versions = [.. inside.OfType<DirectoryInfo>()
            .Select(d => int.TryParse(d.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                && n.ToString(CultureInfo.InvariantCulture) == d.Name ? n : 0)];
        if (versions.Length == 0 || versions.Contains(0) || inside.Any(e => e is FileInfo && e.Name != Settings)) return null;
        int active = ActiveIn(Path.Combine(folder.FullName, Settings)) is { } chosen && versions.Contains(chosen) ? chosen : versions.Max();
        string path = Path.Combine(folder.FullName, active.ToString(CultureInfo.InvariantCulture));
        return (path, TimeOf(Path.Combine(path, Timestamp)), versions.Length);
    }

    private static int? ActiveIn(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            using JsonDocument settings = JsonDocument.Parse(File.ReadAllText(file));
            return settings.RootElement.TryGetProperty("active_version", out JsonElement version)
                && version.TryGetInt32(out int n) ? n : null;
        }
        catch (JsonException)
        {
            // A student's own file of that name: then the last version counts.
            return null;
        }
    }

    // 2026-11-22 00:30:00-0500
    private static DateTimeOffset? TimeOf(string file) =>
        File.Exists(file) && DateTimeOffset.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
