using System.Globalization;

namespace LLMCourse.Grading.Workers;

/// <summary>Measures how long a process wanted to run and was kept waiting for a processor, so that a busy machine
/// is not taken for a slow submission.</summary>
internal static class Starvation
{
    /// <summary>Gets the longest time that any thread of a process or of its descendants has waited
    /// on a run queue since it was started.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>The time; zero where the system does not tell (<c>/proc/…/schedstat</c> is Linux's).</returns>
    /// <remarks>What was waited before the current check counts too: that errs on the side of the submission.</remarks>
    public static TimeSpan Of(int processId)
    {
        if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;
        long longest = 0;
        foreach (int member in ProcessFamily.Of(processId))
        {
            foreach (string thread in ProcessFamily.Entries(string.Create(CultureInfo.InvariantCulture, $"/proc/{member}/task")))
            {
                // "running waiting slices", the first two in nanoseconds.
                string[] fields = ProcessFamily.Read(Path.Combine(thread, "schedstat")).Split(' ');
                if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long waited))
                    longest = Math.Max(longest, waited);
            }
        }

        return TimeSpan.FromMicroseconds(longest / 1000.0);
    }
}
