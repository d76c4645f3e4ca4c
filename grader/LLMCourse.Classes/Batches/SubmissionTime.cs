using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.Batches;

/// <summary>Finds out when something was handed in: by the last commit that touched what is graded,
/// otherwise by the newest of the graded files.</summary>
internal static class SubmissionTime
{
    private const int MostEntries = 10_000;

    private static readonly EnumerationOptions Files =
        new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 8,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true
        };

    /// <summary>Returns the time of the newest graded file, in UTC; without a place that of the newest file.</summary>
    public static DateTimeOffset OfFiles(string folder, ModulePlace? place)
    {
        IEnumerable<string> files = place is null
            ? Directory.EnumerateFiles(folder, "*", Files).Take(MostEntries)
            : Directory.EnumerateFiles(folder, "*.cs").Concat(place.HasAnswers ? [Path.Combine(folder, ModuleManifest.AnswersFile)] : []);
        return files.Select(f => (DateTimeOffset)File.GetLastWriteTimeUtc(f)).DefaultIfEmpty(Directory.GetLastWriteTimeUtc(folder)).Max();
    }

    /// <summary>Returns the time of the last commit that touched a graded file, in UTC; null where the folder is no
    /// clone, or does not have them committed.</summary>
    /// <param name="clone">The clone's folder, absolute, or one around it.</param>
    /// <param name="place">Where the module lies in it.</param>
    /// <param name="manifest">The module.</param>
    public static DateTimeOffset? LastCommit(string clone, ModulePlace place, ModuleManifest manifest)
    {
        // The clone may lie in a folder that somebody put around it.
        string module = Path.GetFullPath(Path.Combine(clone, place.Path));
        string? top = module;
        while (top is not null && top.Length >= clone.Length && !Path.Exists(Path.Combine(top, ".git"))) top = Path.GetDirectoryName(top);
        if (top is null || top.Length < clone.Length) return null;
        string folder = Path.GetRelativePath(top, module).Replace('\\', '/');
        string within = folder == "." ? "" : folder + "/";
        string[] paths = [.. manifest.Files.Append(ModuleManifest.AnswersFile).Select(f => $":(literal){within}{f}")];
        // The student's own files are graded too.
        return Ask(top, [.. paths, $":(glob){Escaped(within)}*.cs"]);
    }

    // The clone's own configuration could name programs; none of those that `log` would start is left to it.
    private static DateTimeOffset? Ask(string clone, string[] paths)
    {
        string[] arguments =
        [
            "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.hooksPath=/dev/null", "-c",
            "protocol.allow=never",
            "-C", clone, "log", "-1", "--format=%cI", "--no-show-signature", "--no-ext-diff", "--no-textconv", "HEAD", "--", .. paths,
        ];
        var info = new ProcessStartInfo("git",
            arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["GIT_TERMINAL_PROMPT"] = "0";
        info.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        try
        {
            using Process git = Process.Start(info)!;
            git.StandardInput.Close();
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string answer = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 && DateTimeOffset.TryParse(answer, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset time) ? time : null;
        }
        catch (Win32Exception)
        {
            // Without git there are the files' times.
            return null;
        }
    }

    private static string Escaped(string path) => string.Concat(path.Select(c => c is '*' or '?' or '[' or '\\' ? $"\\{c}" : $"{c}"));
}
