using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes reports into a folder.</summary>
public static class ReportWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a result in several formats.</summary>
    /// <param name="result">The result.</param>
    /// <param name="formats">The formats, see <see cref="ReportFormats.Parse"/>.</param>
    /// <param name="folder">The folder; created if it is missing. Files of the same names are replaced.</param>
    /// <returns>The paths of the files, in the order of the formats.</returns>
    /// <remarks>Everything is rendered before anything is written, and each file is written under a temporary name and renamed:
    /// whoever reads the folder sees an old report or a new one, never half of one.</remarks>
    public static IReadOnlyList<string> WriteAll(GradeResult result, IReadOnlyList<IReportWriter> formats, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(formats);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        List<(string Path, string Content)> files = [.. formats.Select(f => (Path.Combine(folder, f.FileName), f.Render(result)))];
        _ = Directory.CreateDirectory(folder);
        foreach ((string path, string content) in files) Replace(path, content);
        return [.. files.Select(f => f.Path)];
    }

    private static void Replace(string path, string content)
    {
        // The name is new each time, so that two gradings into one folder do not write to the same file.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, content, Utf8);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
