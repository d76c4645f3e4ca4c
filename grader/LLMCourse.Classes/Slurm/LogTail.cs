namespace LLMCourse.Classes.Slurm;

/// <summary>Says where a job's log is and how it ends.</summary>
internal static class LogTail
{
    private const int MostBytes = 4096, MostLines = 3;

    /// <summary>Returns a sentence or two.</summary>
    /// <param name="file">The log.</param>
    /// <param name="folder">The run's folder.</param>
    public static string Of(string file, string folder)
    {
        if (!File.Exists(file))
            return $"It left no log {file}: probably its node does not see {folder}. The gradebook's folder, the submissions and the grader must lie on a file system that all nodes share.";
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(0, stream.Length - MostBytes);
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? $"Its log {file} is empty." : $"Its log {file} ends: {string.Join(" / ", lines.TakeLast(MostLines))}";
    }
}
