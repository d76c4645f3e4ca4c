using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grading.Workers;

/// <summary>The native libraries beside a worker, through which it runs TorchSharp.</summary>
/// <param name="worker">The worker's folder.</param>
internal sealed class LibTorchFiles(string worker)
{
    /// <summary>What libLibTorchSharp.so was linked against, and an older libstdc++ does not have.</summary>
    private const string NeededVersion = "GLIBCXX_3.4.32";

    private static string Library { get; } =
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>Gets the version of libtorch that this grader was built for.</summary>
    public static string Version { get; } = Built("LibTorchVersion");

    /// <summary>Gets whether they are there.</summary>
    public bool AreThere => File.Exists(Path.Combine(worker, Library));

    /// <summary>Says which they are, where they are, and what lets them load here.</summary>
    /// <exception cref="CourseException">They are not there.</exception>
    public string Describe()
    {
        if (!AreThere) throw new CourseException($"{Library} is not in {worker}. {HowToGet(AppContext.BaseDirectory)}");
        string what = $"{Version} with TorchSharp {Built("TorchSharpVersion")}, in {worker}";
        return OperatingSystem.IsLinux() ? $"{what}; {Standard(LoadedLibrary("libstdc++.so.6"))}" : what;
    }

    /// <summary>Says how a grader gets them.</summary>
    /// <param name="own">The grader's folder.</param>
    public static string HowToGet(string own) =>
        CourseLayout.PackedIn(own) is null ? "Build the grader again." : "Run: llmcourse-grader setup";

    /// <summary>Says whether this system's C++ library has what libtorch was linked against.</summary>
    /// <param name="library">The library; null when there is none.</param>
    internal static string Standard(string? library)
    {
        if (library is null) return "this system has no libstdc++.so.6, and libtorch needs one: apt-get install libstdc++6";
        return File.ReadAllBytes(library).AsSpan().IndexOf(Encoding.ASCII.GetBytes(NeededVersion + "\0")) >= 0
            ? $"this system's {library} has {NeededVersion}"
            : $"this system's {library} has no {NeededVersion}, and the copy here is marked to load without it";
    }

    // Which of several the loader takes, it alone knows.
    private static string? LoadedLibrary(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle)) return null;
        try
        {
            return File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is >= 0 and var at ? line[at..] : "")
                .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }

    private static string Built(string name) =>
        typeof(LibTorchFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == name).Value!;
}
