using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

/// <summary>Workers whose libtorch is damaged or gone: what people read has to be the cause.</summary>
[Trait("Needs", "sandbox")]
public sealed class LibTorchTests : IDisposable
{
    private const string Library = "libLibTorchSharp.so";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-tests-");

    public LibTorchTests()
    {
        File.SetUnixFileMode(_folder.FullName, File.GetUnixFileMode(_folder.FullName) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string worker = Path.GetDirectoryName(new WorkerPoolOptions().WorkerFile)!;
        foreach (string file in Directory.EnumerateFiles(worker)
            .Where(f => !Path.GetFileName(f).StartsWith("lib", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_LibraryMissing_SaysSo()
    {
        string said = await WhyNotAsync(SandboxMode.Off);

        Assert.Contains($"libtorch does not load: there is no {Path.Combine(_folder.FullName, Library)}.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch-cpu", said, StringComparison.Ordinal);
        Assert.Contains($"{Library} is not in {_folder.FullName}",
            Assert.Throws<CourseException>(new LibTorchFiles(_folder.FullName).Describe).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SandboxMode.Off)]
    [InlineData(SandboxMode.Required)]
    public async Task Start_LibraryEmpty_SaysWhatTheLoaderSays(SandboxMode mode)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, Library), "");

        string said = await WhyNotAsync(mode);

        Assert.Matches($"It said: libtorch does not load: /.*{Library}: file too short$", said);
    }

    [Fact]
    public void Describe_ThisBuild_SaysVersionPlaceAndWhatLetsItLoad()
    {
        string worker = Path.GetDirectoryName(new WorkerPoolOptions().WorkerFile)!;

        string said = new LibTorchFiles(worker).Describe();

        Assert.Matches(
            @"^[0-9.]+ with TorchSharp [0-9.]+, in /.*/worker; this system's /.*/libstdc\+\+\.so\.6.* has (no )?GLIBCXX_3\.4\.32", said);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.31\0GLIBCXX_3.4.32\0", "has GLIBCXX_3.4.32")]
    [InlineData("GLIBCXX_3.4.31\0GLIBCXX_3.4.320\0", "has no GLIBCXX_3.4.32, and the copy here is marked to load without it")]
    public void Standard_Library_IsSearchedForTheWholeName(string content, string says)
    {
        string library = Path.Combine(_folder.FullName, "libstdc++.so.6");
        File.WriteAllText(library, content);

        Assert.Equal($"this system's {library} {says}", LibTorchFiles.Standard(library));
    }

    private async Task<string> WhyNotAsync(SandboxMode mode)
    {
        await using WorkerPool pool =
            WorkerPool.Start(new WorkerPoolOptions
            {
                Sandbox = mode,
                Spares = 0,
                WorkerFile = Path.Combine(_folder.FullName, WorkerPoolOptions.WorkerName)
            });
        return (await Assert.ThrowsAsync<WorkerFaultException>(() => pool.WarmAsync(CancellationToken.None))).Message;
    }
}
