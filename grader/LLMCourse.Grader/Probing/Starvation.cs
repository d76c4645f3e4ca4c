using System.Globalization;

namespace LLMCourse.Grader.Probing;

/// <summary>Measures how long a process wanted to run and was kept waiting for a processor, so that a busy machine is not taken for a slow submission.</summary>
internal static class Starvation
{
    /// <summary>Gets the longest time that any thread of a process or of its descendants has waited on a run queue since it was started.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>The time; zero where the system does not tell (<c>/proc/…/schedstat</c> is Linux's).</returns>
    /// <remarks>What was waited before the current check counts too: that errs on the side of the submission.</remarks>
    public static TimeSpan Of(int processId)
    {
        if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;
        long longest = 0;
        foreach (int member in FamilyOf(processId))
        {
            foreach (string thread in Entries(string.Create(CultureInfo.InvariantCulture, $"/proc/{member}/task")))
            {
                // "running waiting slices", the first two in nanoseconds.
                string[] fields = Read(Path.Combine(thread, "schedstat")).Split(' ');
                if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long waited)) longest = Math.Max(longest, waited);
            }
        }

        return TimeSpan.FromMicroseconds(longest / 1000.0);
    }

    private static HashSet<int> FamilyOf(int processId)
    {
        ILookup<int, int> children = Entries("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(ParentOf);
        HashSet<int> family = [];
        Queue<int> open = new([processId]);
        while (open.TryDequeue(out int id))
        {
            if (!family.Add(id)) continue;
            foreach (int child in children[id]) open.Enqueue(child);
        }

        return family;
    }

    // "id (name) state parent …"; the name may hold spaces and brackets.
    private static int ParentOf(int id)
    {
        string stat = Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? parent : 0;
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // It has ended meanwhile.
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile.
        }
    }
}
