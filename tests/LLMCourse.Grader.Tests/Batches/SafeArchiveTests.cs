using System.IO.Compression;
using System.Text;
using LLMCourse.Classes.Batches;

namespace LLMCourse.Grader.Tests.Batches;

public sealed class SafeArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Extract_Submission_IsUnpacked()
    {
        string file = Zip(("M02.Attention/Softmax.cs", "class A;"), ("M02.Attention/answers.json", "{}"), ("empty/", ""));

        SafeArchive.Extract(file, Target, CancellationToken.None);

        Assert.Equal("class A;", File.ReadAllText(Path.Combine(Target, "M02.Attention", "Softmax.cs")));
        Assert.True(Directory.Exists(Path.Combine(Target, "empty")));
    }

    [Theory]
    [InlineData("../evil.cs", "leads out")]
    [InlineData("a/../../evil.cs", "leads out")]
    [InlineData("..\\evil.cs", "leads out")]
    [InlineData("/etc/evil.cs", "absolute path")]
    [InlineData("C:\\evil.cs", "absolute path")]
    public void Extract_EntryOutsideTheFolder_IsRefusedByName(string entry, string why)
    {
        string file = Zip(("good.cs", "class A;"), (entry, "class B;"));

        var e = Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(file, Target, CancellationToken.None));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains($"'{entry}'", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Target));
    }

    [Fact]
    public void Extract_SymbolicLink_IsRefused()
    {
        string file = Path.Combine(_folder, "link.zip");
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            ZipArchiveEntry entry = archive.CreateEntry("Softmax.cs");
            entry.ExternalAttributes = 0xA1FF << 16;
            using Stream stream = entry.Open();
            stream.Write("/etc/passwd"u8);
        }

        var e = Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(file, Target, CancellationToken.None));

        Assert.Equal("link.zip was not unpacked: 'Softmax.cs' is a link.", e.Message);
    }

    [Fact]
    public void Extract_Bomb_IsRefusedBeforeItIsUnpacked()
    {
        string file = Zip(("zeros.cs", new string('\0', 50_000_000)));

        var e = Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(file, Target, CancellationToken.None));

        Assert.Contains("'zeros.cs' unpacks to more than 200 times its size", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Target));
    }

    [Fact]
    public void Extract_TooManyEntries_IsRefused()
    {
        string file = Zip([.. Enumerable.Range(0, 2_001).Select(i => ($"{i}.cs", ""))]);

        Assert.Contains("more than 2000 entries",
            Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(file, Target, CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_MoreThanItMayHold_IsRefused()
    {
        // Random bytes do not compress, so that only the sum gives it away.
        byte[] block = new byte[13 << 20];
        new Random(1).NextBytes(block);
        string file = Path.Combine(_folder, "large.zip");
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            for (int i = 0; i < 5; i++)
            {
                using Stream stream = archive.CreateEntry($"{i}.cs", CompressionLevel.NoCompression).Open();
                stream.Write(block);
            }
        }

        Assert.Contains("more than 64 MiB",
            Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(file, Target, CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_TextOrHalfAnArchive_IsRefused()
    {
        string text = Path.Combine(_folder, "text.zip"), half = Path.Combine(_folder, "half.zip");
        File.WriteAllText(text, "class A;");
        byte[] whole = File.ReadAllBytes(Zip(("Softmax.cs", new string('x', 5_000))));
        File.WriteAllBytes(half, whole[..(whole.Length / 2)]);

        Assert.StartsWith("text.zip is not an archive",
            Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(text, Target, CancellationToken.None)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("half.zip is not an archive",
            Assert.Throws<ArchiveRefusedException>(() => SafeArchive.Extract(half, Target, CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    private string Target => Directory.CreateDirectory(Path.Combine(_folder, "target")).FullName;

    private string Zip(params (string Name, string Text)[] entries)
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.zip");
        using ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach ((string name, string text) in entries)
        {
            using Stream stream = archive.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return file;
    }
}
