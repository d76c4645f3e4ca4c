using System.Globalization;

namespace LLMCourse.Grading.Workers;

/// <summary>Reads from <c>/proc</c> which processes belong together.</summary>
internal static class ProcessFamily
{
    /// <summary>Gets a process and all its descendants that run now.</summary>
    /// <param name="processId">The process.</param>
    public static HashSet<int> Of(int processId)
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

    /// <summary>Lists the folders in a folder; none if it has gone.</summary>
    public static string[] Entries(string folder)
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

    /// <summary>Reads a file; empty if it has gone.</summary>
    public static string Read(string file)
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

    // "id (name) state parent …"; the name may hold spaces and brackets.
    private static int ParentOf(int id)
    {
        string stat = Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? parent : 0;
    }
}
