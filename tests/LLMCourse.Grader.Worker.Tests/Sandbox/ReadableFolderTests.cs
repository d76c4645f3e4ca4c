using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Worker.Tests.Sandbox;

[Trait("Needs", "sandbox")]
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
    public void Of_PrivateFolder_LinksWhatEveryoneMayReadAndCopiesTheRest()
    {
        DirectoryInfo secret = Directory.CreateTempSubdirectory("llmcourse-tests-");
        string open = Path.Combine(secret.FullName, "open"), closed = Path.Combine(secret.FullName, "closed"),
            link = Path.Combine(secret.FullName, "link");
        File.WriteAllText(open, "open");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.WriteAllText(closed, "closed");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, "open");
        using (ReadableFolder folder = ReadableFolder.Of(secret.FullName))
        {
            Assert.All(Directory.EnumerateFiles(folder.FullPath),
                f => Assert.True(File.GetUnixFileMode(f).HasFlag(UnixFileMode.OtherRead), f));
            Assert.Null(new FileInfo(Path.Combine(folder.FullPath, "link")).LinkTarget);

            // What is written to a file is read under all its names, and in no copy of it.
            foreach (string file in (string[])[open, closed]) File.AppendAllText(file, " and more");
            Assert.Equal(["closed", "open", "open and more"],
                Directory.EnumerateFiles(folder.FullPath).Select(File.ReadAllText).Order(StringComparer.Ordinal));
        }

        Assert.Equal("open and more", File.ReadAllText(open));
        Assert.False(File.GetUnixFileMode(closed).HasFlag(UnixFileMode.OtherRead));
        secret.Delete(recursive: true);
    }

    [Fact]
    public void Of_FolderOfTheSystem_IsUsedAsItIs()
    {
        using ReadableFolder folder = ReadableFolder.Of("/usr/lib/locale");

        Assert.False(folder.IsCopy);
    }
}
