using System.Diagnostics;
using System.Globalization;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>How submissions are compiled in processes of their own.</summary>
public sealed record ExaminerOptions
{
    /// <summary>The command of <c>grader</c> that such a process runs.</summary>
    public const string Command = "examine";

    /// <summary>Gets the program and its arguments; the default is this grader itself.</summary>
    public IReadOnlyList<string> Program { get; init; } = [HostTools.Dotnet, Path.Combine(AppContext.BaseDirectory, "grader.dll"), Command];

    /// <summary>Gets the managed memory of such a process. The default is 1.5 GiB; the largest solution takes 0.2 GiB.</summary>
    public long HeapBytes { get; init; } = 1536L << 20;

    /// <summary>Gets how long one submission may take. The default is 5 min: the compiler and the inspection have their own limits of 2
    /// min, and end themselves in most cases.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how long such a process may take to start. The default is 60 s.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets after how many submissions a process is replaced. The default is 100.</summary>
    public int MostSubmissions { get; init; } = 100;

    /// <summary>Gets how many such processes there are as long as none of them takes long. The default is one for two processors: half of
    /// grading is not compiling, and each process compiles the compiler for itself.</summary>
    public int Processes { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Gets how long a submission waits for a process before one more is started. The default is 5 s, several times what any
    /// solution takes: one submission that keeps the compiler busy holds up no other.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Returns what starts such a process.</summary>
    internal ProcessStartInfo StartInfo()
    {
        // A session of its own: Ctrl-C is for the grader, and must not look like a compiler that died.
        string[] line = [.. CommandLine.OwnSession(), .. Program];
        ProcessStartInfo info = new(line[0], line[1..])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_GCHeapHardLimit"] = "0x" + HeapBytes.ToString("X", CultureInfo.InvariantCulture);
        info.Environment["DOTNET_TieredPGO"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_NOLOGO"] = "1";
        // Nobody attaches a debugger; for one there would be sockets among the temporary
        // files, which a process that is killed leaves there.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        // No dump of a process that may hold gigabytes.
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }
}
