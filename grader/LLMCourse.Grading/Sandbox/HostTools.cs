using System.Runtime.InteropServices;

namespace LLMCourse.Grading.Sandbox;

/// <summary>Finds the programs of the host that the sandbox is made of.</summary>
internal static class HostTools
{
    // Fixed folders, not PATH: what confines a submission is not taken from wherever a PATH points.
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"];

    /// <summary>Gets bubblewrap; null where it is not installed.</summary>
    public static string? Bubblewrap { get; } = Find("bwrap");

    /// <summary>Gets util-linux's <c>setpriv</c>; null where it is not installed.</summary>
    public static string? SetPriv { get; } = Find("setpriv");

    /// <summary>Gets util-linux's <c>prlimit</c>; null where it is not installed.</summary>
    public static string? PrLimit { get; } = Find("prlimit");

    /// <summary>Gets util-linux's <c>setsid</c>; null where it is not installed.</summary>
    public static string? SetSid { get; } = Find("setsid");

    /// <summary>Gets the folder that holds the runtime that this process runs on, with its <c>dotnet</c> host.</summary>
    public static string DotnetRoot { get; } = FindDotnetRoot();

    /// <summary>Gets the <c>dotnet</c> host.</summary>
    public static string Dotnet { get; } = Path.Combine(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    private static string? Find(string name) =>
        OperatingSystem.IsLinux() ? Folders.Select(folder => $"{folder}/{name}").FirstOrDefault(File.Exists) : null;

    private static string FindDotnetRoot()
    {
        // …/dotnet/shared/Microsoft.NETCore.App/10.0.x/
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return File.Exists(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
            ? root
            : Environment.GetEnvironmentVariable("DOTNET_ROOT")
                ?? throw new InvalidOperationException(
                    $"No dotnet host was found in '{root}'; set DOTNET_ROOT to the folder of an installed .NET runtime.");
    }
}
