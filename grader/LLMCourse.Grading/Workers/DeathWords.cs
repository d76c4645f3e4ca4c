using System.Globalization;

namespace LLMCourse.Grading.Workers;

/// <summary>Says what ended a worker, from its exit code and the beginning of its standard error.</summary>
/// <remarks>Standard error is the submission's to write to: it only chooses words, never whether something passed.</remarks>
internal static class DeathWords
{
    private static readonly string[] MemoryWords = ["Out of memory", "OutOfMemoryException", "bad_alloc", "not enough memory"];

    /// <summary>Describes the end.</summary>
    public static WorkerLostException Describe(int exitCode, string standardError)
    {
        if (standardError.Contains("Stack overflow.", StringComparison.Ordinal))
            return new(WorkerLoss.Died, "The stack overflowed: a member calls itself without end." + Repeating(standardError));
        if (exitCode != 0 && Array.Exists(MemoryWords, words => standardError.Contains(words, StringComparison.Ordinal)))
            return new(WorkerLoss.OutOfMemory, "The process ended because it needed more memory than there is for it.");
        // Its host then exits with 137, which looks like a kill.
        if (standardError.Contains("Failed to create CoreCLR", StringComparison.Ordinal))
            return new(WorkerLoss.Died, ".NET did not start in the process: a limit on threads or memory is in its way.");
        if (After(standardError, "what():  ") is { } native)
            return new(WorkerLoss.Died, $"An error inside libtorch ended the process: {native}");
        if (After(standardError, "Unhandled exception. ") is { } exception)
            return new(WorkerLoss.Died, $"An exception on a thread of the submission's own ended the process: {exception}");
        if (After(standardError, "Process terminated.") is { } message)
            return new(WorkerLoss.Died, $"The process was ended by Environment.FailFast: {message}");
        return new(WorkerLoss.Died, exitCode switch
        {
            0 => "The process was ended with exit code 0 before the check was over.",
            > 128 and < 160 => $"The process was ended by {Signal(exitCode - 128)}.",
            _ => string.Create(CultureInfo.InvariantCulture, $"The process was ended with exit code {exitCode} before the check was over."),
        });
    }

    private static string Signal(int signal) => signal switch
    {
        4 => "an illegal instruction (SIGILL)",
        6 => "an abort (SIGABRT)",
        7 => "a bus error (SIGBUS)",
        8 => "an arithmetic fault (SIGFPE)",
        9 => "a kill (SIGKILL)",
        11 => "a memory fault (SIGSEGV)",
        24 => "its limit of CPU time (SIGXCPU)",
        25 => "its limit of file size (SIGXFSZ)",
        31 => "a refused system call (SIGSYS)",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };

    // "   at LLMCourse.M02.Attention.Attend(TorchSharp.torch+Tensor)" stands below "Stack overflow." many times.
    private static string Repeating(string standardError)
    {
        string? frame = standardError.Split('\n')
            .SkipWhile(line => !line.Contains("Stack overflow.", StringComparison.Ordinal))
            .FirstOrDefault(line => line.StartsWith("   at ", StringComparison.Ordinal));
        return frame is null ? "" : $" It was in {VisibleText.Of(frame[6..].Split('(')[0].Trim())}.";
    }

    private static string? After(string text, string prefix)
    {
        int start = text.IndexOf(prefix, StringComparison.Ordinal);
        if (start < 0) return null;
        string line = text[(start + prefix.Length)..].TrimStart().Split('\n')[0].Trim();
        return VisibleText.Of(line.Length > 300 ? line[..300] : line);
    }
}
