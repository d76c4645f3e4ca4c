namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>The workers that live on this machine and belong to a process.</summary>
internal static class WorkerProcesses
{
    private const string Name = "grader-worker.dll";

    /// <summary>Waits until no more workers of this process live than are allowed, or a generous time is over.</summary>
    /// <returns>The command lines of those that are too many.</returns>
    public static Task<string[]> BeyondAsync(int allowed) => BeyondAsync(allowed, Environment.ProcessId);

    /// <summary>Waits until no more workers of a process live than are allowed, or a generous time is over.</summary>
    public static async Task<string[]> BeyondAsync(int allowed, int ancestor)
    {
        string[] alive = [];
        for (int i = 0; i < 300; i++)
        {
            alive = [.. Of(ancestor)];
            if (alive.Length <= allowed) return [];
            await Task.Delay(100);
        }

        return alive;
    }

    /// <summary>Lists the workers below a process; a sandbox counts as one, by the process in it that is the worker itself.</summary>
    public static IEnumerable<string> Of(int ancestor)
    {
        Dictionary<int, (int Parent, string Command)> all = All();
        return all.Where(p => IsWorker(p.Value.Command) && Ancestors(p.Key).Contains(ancestor)).Select(p => $"{p.Key}: {p.Value.Command}");

        IEnumerable<int> Ancestors(int process)
        {
            for (int at = process; all.TryGetValue(at, out var found) && found.Parent != 0; at = found.Parent) yield return found.Parent;
        }
    }

    // The monitors of the sandbox have the worker's name in their command lines too, but do not begin with the runtime.
    private static bool IsWorker(string command) =>
        command.Contains(Name, StringComparison.Ordinal) && command.Split(' ')[0].EndsWith("dotnet", StringComparison.Ordinal);

    private static Dictionary<int, (int Parent, string Command)> All()
    {
        Dictionary<int, (int, string)> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id)) continue;
            try
            {
                // The name in brackets may hold anything, so the fields are counted from its end.
                string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is "Z" or "X") continue;
                all[id] = (int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture),
                    File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' '));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return all;
    }
}
