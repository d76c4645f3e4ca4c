using LLMCourse.Grader.Sandbox;

namespace LLMCourse.Grader.Worker.Tests.Sandbox;

public sealed class ReadableFolderTests
{
    [Fact]
    public void Of_PrivateFolder_IsCopiedAndTheCopyDeleted()
    {
        DirectoryInfo secret = Directory.CreateTempSubdirectory("llmcourse-tests-");
        Directory.CreateDirectory(Path.Combine(secret.FullName, "sub", "deep"));
        Directory.CreateDirectory(Path.Combine(secret.FullName, "other"));
        File.WriteAllText(Path.Combine(secret.FullName, "sub", "deep", "file"), "x");
        string copy;
        using (ReadableFolder folder = ReadableFolder.Of(secret.FullName, "sub"))
        {
            copy = folder.FullPath;
            Assert.True(folder.IsCopy);
            Assert.Equal("x", File.ReadAllText(Path.Combine(copy, "sub", "deep", "file")));
            Assert.False(Directory.Exists(Path.Combine(copy, "other")));
            Assert.All(
                Directory.EnumerateDirectories(copy, "*", SearchOption.AllDirectories).Append(copy),
                d => Assert.True(File.GetUnixFileMode(d).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute), d));
        }

        Assert.False(Directory.Exists(copy));
        secret.Delete(recursive: true);
    }

    [Fact]
    public void Of_FolderOfTheSystem_IsUsedAsItIs()
    {
        using ReadableFolder folder = ReadableFolder.Of("/usr/lib/locale");

        Assert.False(folder.IsCopy);
    }
}
