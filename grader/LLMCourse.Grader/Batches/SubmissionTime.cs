using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LLMCourse.Grader.Batches;

/// <summary>Finds out when something was handed in: a clone's last commit, otherwise the newest file.</summary>
internal static class SubmissionTime
{
    private const int MostEntries = 10_000;

    private static readonly EnumerationOptions Files = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <summary>Returns the time, in UTC.</summary>
    public static DateTimeOffset Of(FileSystemInfo entry)
    {
        if (entry is not DirectoryInfo folder) return entry.LastWriteTimeUtc;
        if (Directory.Exists(Path.Combine(folder.FullName, ".git")) && LastCommit(folder.FullName) is { } commit) return commit;
        return folder.EnumerateFiles("*", Files).Take(MostEntries).Select(f => f.LastWriteTimeUtc).DefaultIfEmpty(folder.LastWriteTimeUtc).Max();
    }

    // The clone's own configuration could name programs; none of those that `log` would start is left to it.
    private static DateTimeOffset? LastCommit(string folder)
    {
        string[] arguments =
        [
            "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
            "-C", folder, "log", "-1", "--format=%cI", "--no-show-signature", "--no-ext-diff", "HEAD",
        ];
        var info = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
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
            return git.ExitCode == 0 && DateTimeOffset.TryParse(answer, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
        }
        catch (Win32Exception)
        {
            // Without git there are the files' times.
            return null;
        }
    }
}
