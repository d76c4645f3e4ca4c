using LLMCourse.Grading.Watching;

namespace LLMCourse.Grader.Tests.Watching;

/// <summary>That a change in a folder is told, or looked for.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-watch-");

    public void Dispose()
    {
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitAsync_NothingHappens_LooksAgainAllTheSame(bool polls)
    {
        using FolderWatch watch = new(_folder.FullName, polls);

        await watch.WaitAsync(CancellationToken.None);
        await watch.WaitAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WaitAsync_FileWritten_Ends()
    {
        using FolderWatch watch = new(_folder.FullName);
        watch.Listen();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "A.cs"), "a");

        await watch.WaitAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WaitAsync_FolderGoneAndBack_Goes()
    {
        using FolderWatch watch = new(_folder.FullName);
        watch.Listen();
        _folder.Delete(recursive: true);
        watch.Restart();
        await watch.WaitAsync(CancellationToken.None);
        _folder.Create();
        await watch.WaitAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WaitAsync_Stopped_Throws()
    {
        using FolderWatch watch = new(_folder.FullName);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.WaitAsync(stop.Token));
    }
}
