using System.Reflection;
using System.Runtime.InteropServices;

namespace LLMCourse.Grader.Worker;

/// <summary>Loads libtorch, and says what keeps it from loading.</summary>
internal static class LibTorch
{
    private static string Name { get; } =
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>Loads libtorch.</summary>
    /// <exception cref="DllNotFoundException">It does not load; the message is the loader's.</exception>
    /// <remarks>TorchSharp answers every failure with advice to reference libtorch-cpu, after it has looked elsewhere and copied what it
    /// found there. So its library is loaded before it looks: from beside its assembly, where the build puts it.</remarks>
    public static void Load()
    {
        // What is built for another device is placed by that device's packages.
        if (Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "TorchDevice").Value != "cpu")
            return;
        string library = Path.Combine(AppContext.BaseDirectory, Name);
        if (!File.Exists(library))
            throw new DllNotFoundException(
                $"libtorch does not load: there is no {library}. Build the grader again; of a packaged grader, run its command setup.");
        try
        {
            _ = NativeLibrary.Load(library);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException($"libtorch does not load: {Cause(e.Message)}", e);
        }
    }

    // .NET puts a line of general advice before what the loader of a Unix said.
    private static string Cause(string message) =>
        message.Trim() is var all && all.IndexOf('\n') is > 0 and var end ? all[end..].Trim() : all;
}
