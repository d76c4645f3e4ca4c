using System.ComponentModel;
using System.Diagnostics;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Sandbox;

namespace LLMCourse.Grader.Templates;

/// <summary>Builds the bridge to libtorch from the sources that the grader's package brings, for the libtorch of this machine.</summary>
/// <param name="own">The grader's own folder.</param>
internal sealed class BridgeBuild(string own)
{
    private const string Bridge = "libtorchsharp_bridge.so";
    private const string StandIns = "unused";
    private const string Packages = "apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread cmake make g++";

    private string Sources => Path.Combine(own, "native");

    /// <summary>Builds the bridge and puts it where the grader and its worker look for it.</summary>
    /// <param name="cancellation">Stops the compiler; what was there stays.</param>
    /// <exception cref="CourseException">There are no sources, a tool is missing, or they do not build.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(Sources, "CMakeLists.txt")))
            throw new CourseException($"{Sources} does not exist: this grader was not packed with the sources of its bridge to libtorch. Build LLMCourse.sln, or pack the grader again.");
        DirectoryInfo build = Directory.CreateTempSubdirectory("llmcourse-bridge-");
        try
        {
            await RunAsync("cmake", ["-S", Sources, "-B", build.FullName, "-DCMAKE_BUILD_TYPE=Release"], cancellation).ConfigureAwait(false);
            await RunAsync("cmake", ["--build", build.FullName], cancellation).ConfigureAwait(false);
            string[] standIns = Directory.Exists(Path.Combine(build.FullName, StandIns)) ? Directory.GetFiles(Path.Combine(build.FullName, StandIns)) : [];
            foreach (string folder in (string[])[own, Path.Combine(own, "worker")])
            {
                _ = Directory.CreateDirectory(Path.Combine(folder, StandIns));
                foreach (string file in standIns) Put(file, Path.Combine(folder, StandIns, Path.GetFileName(file)));
                Put(Path.Combine(build.FullName, Bridge), Path.Combine(folder, Bridge));
            }
        }
        finally
        {
            build.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = await ProcessStarter.StartAsync(info).ConfigureAwait(false);
            using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            string said = await output.ConfigureAwait(false) + await error.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0) throw new CourseException($"The bridge to libtorch does not build ({program} ended with {process.ExitCode}). {Packages}\n{said.Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new CourseException($"The bridge to libtorch cannot be built: {program} is not here. {Packages}", e);
        }
    }

    private static void Put(string from, string to)
    {
        string temporary = $"{to}.{Guid.NewGuid():N}.tmp";
        File.Copy(from, temporary);
        File.Move(temporary, to, overwrite: true);
    }
}
