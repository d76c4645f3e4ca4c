using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using LLMCourse.Classes.Batches;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grader.Tests.Batches;

/// <summary>What is found in what students hand in, in the shapes in which learning platforms give it out.</summary>
public sealed class HandedInTests : IDisposable
{
    private static readonly string[] Whole = ["Counter.cs", "Sums.cs"];

    private readonly TinyCourse _course = new();
    private readonly string _class;

    public HandedInTests() => _class = Directory.CreateDirectory(Path.Combine(_course.Root, "class")).FullName;

    public void Dispose() => _course.Dispose();

    [Theory]
    [InlineData("ada/M01.Sums")]
    [InlineData("ada/m01.sums")]
    [InlineData("ada/M01")]
    [InlineData("ada/hw3")]
    [InlineData("ada/repo-main/assignments/M01.Sums")]
    [InlineData("ada/a b/c/d/e")]
    [InlineData("ada/src")]
    public void Read_FolderSomewhereInside_IsFound(string folder)
    {
        Module(Path.Combine(_class, folder));

        Assert.Equal(Whole, Files("ada"));
    }

    [Theory]
    [InlineData("hw3/", ".DS_Store")]
    [InlineData("hw3/", "desktop.ini")]
    [InlineData("hw3/", "report.pdf")]
    [InlineData("hw3/", "__MACOSX/hw3/._Sums.cs")]
    [InlineData("hw3/", "Thumbs.db")]
    [InlineData("", "report.pdf")]
    [InlineData("hw3\\", "notes.txt")]
    [InlineData("a/b/M01.Sums/", "README.md")]
    [InlineData("hw3/", "other/thing.txt")]
    public void Read_ArchiveWithSomethingBeside_IsFound(string folder, string beside)
    {
        Zip("ada.zip", [.. ModuleIn(folder), (beside, "x")]);

        Assert.Equal(Whole, Files("ada"));
    }

    [Theory]
    [InlineData("ada.tar.gz", true)]
    [InlineData("ada.tgz", true)]
    [InlineData("ada.tar", false)]
    [InlineData("ada.zip", true)]
    public void Read_TarArchive_IsFoundByWhatItIs(string name, bool packed)
    {
        using (FileStream file = File.Create(Path.Combine(_class, name)))
        {
            using Stream stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
            using TarWriter tar = new(stream);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./"));
            foreach ((string path, string text) in ModuleIn("./hw3/")) tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        Assert.Equal(Whole, Files("ada"));
    }

    [Theory]
    [InlineData("ada.rar", "Rar!\u001a\u0007", "a RAR archive")]
    [InlineData("ada.zip", "Rar!\u001a\u0007", "a RAR archive")]
    [InlineData("ada.7z", "7z\u00bc\u00af", "a 7-Zip archive")]
    [InlineData("ada.tar.bz2", "BZh91AY", "packed with bzip2")]
    [InlineData("ada.zip", "", "empty")]
    [InlineData("ada.zip", "hello", "not an archive that can be read")]
    public void Read_ArchiveOfAnotherKind_IsNamed(string name, string bytes, string kind)
    {
        File.WriteAllBytes(Path.Combine(_class, name), Encoding.Latin1.GetBytes(bytes));
        Module(Path.Combine(_class, "bob"));

        Assert.Contains($"{name} is {kind}", Why("ada"), StringComparison.Ordinal);
        Assert.Equal(Whole, Files("bob"));
    }

    [Fact]
    public void Read_ArchiveInAFolder_IsOpenedWhateverLiesBeside()
    {
        const string Jane = "Jane Doe_12345_assignsubmission_file_";
        Zip($"{Jane}/hw3.zip", ModuleIn("M01.Sums/"));
        Put($"{Jane}/report.pdf", "%PDF");
        Put("Jane Doe_12345_assignsubmission_onlinetext_/onlinetext.html", "see my file");
        Zip("bob/deeper/outer.zip", [("inner.zip", "")]);
        Zip("cyd.zip", [("x/hw3.zip", BytesOf(ModuleIn("")))]);

        Assert.Equal(Whole, Files("12345"));
        Assert.Equal(Whole, Files("cyd"));
        Assert.Contains("No file of M01.Sums was found", Why("bob"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatBuildsLeave_IsNeverReadAndCountsInNoLimit()
    {
        List<(string, byte[])> entries = [.. ModuleIn("hw3/").Select(e => (e.Item1, Encoding.UTF8.GetBytes(e.Item2)))];
        byte[] random = new byte[20 << 20];
        new Random(1).NextBytes(random);
        for (int i = 0; i < 4; i++) entries.Add(($"hw3/bin/Debug/libtorch{i}.so", random));
        for (int i = 0; i < 2_100; i++) entries.Add(($".git/objects/{i}", []));
        entries.Add(("hw3/obj/zeros.cs", new byte[50_000_000]));
        entries.Add(("packages/a/Sums.cs", "other"u8.ToArray()));
        Zip("ada.zip", [.. entries]);

        Assert.Equal(Whole, Files("ada"));
    }

    [Fact]
    public void Read_LargeDataBesideTheCode_IsLeftPackedByName()
    {
        byte[] random = new byte[70 << 20];
        new Random(1).NextBytes(random);
        Zip("ada.zip", [.. ModuleIn("").Select(e => (e.Item1, Encoding.UTF8.GetBytes(e.Item2))), ("model.safetensors", random)]);

        (SourceSet sources, PlacedSubmission placed) = Read("ada");

        Assert.Equal(Whole, sources.Files.Select(f => f.Name));
        Assert.Equal("ada.zip/model.safetensors", Assert.Single(placed.NotTaken).Path);
    }

    [Fact]
    public void Read_StrayFileOfTheModulesName_HidesNothingAndIsNamed()
    {
        Module(Path.Combine(_class, "ada/assignments/M01.Sums"));
        Put("ada/Sums.cs", "// old");
        Put("ada/README.md", "x");

        (SourceSet sources, _) = Read("ada");

        Assert.Equal(Whole, sources.Files.Select(f => f.Name));
        Assert.Equal(("Sums.cs", true), (sources.LeftBehind[0].Path, sources.LeftBehind[0].Matters));
        Assert.DoesNotContain("old", sources.Files.Single(f => f.Name == "Sums.cs").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesOfAnotherModule_AreNotTheModules()
    {
        Put("ada/Sums.cs", "namespace LLMCourse.M04;\nclass Sums;");
        Put("bob/M04.Training/Sums.cs", "class Sums;");

        Assert.Contains("No file of M01.Sums was found", Why("ada"), StringComparison.Ordinal);
        Assert.Contains("No file of M01.Sums was found", Why("bob"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModuleTwice_IsNotGuessed()
    {
        Module(Path.Combine(_class, "ada/new"));
        Module(Path.Combine(_class, "ada/old"));
        Module(Path.Combine(_class, "bob/new"));
        Module(Path.Combine(_class, "bob/old"), "// other");
        Zip("cyd/a.zip", ModuleIn(""));
        Zip("cyd/b.zip", ModuleIn("", "// other"));
        Module(Path.Combine(_class, "dan"));
        Zip("dan.zip", ModuleIn("", "// other"));
        Module(Path.Combine(_class, "eve/M01.Sums"));
        Module(Path.Combine(_class, "eve/backup"), "// other");

        Assert.Equal(Whole, Files("ada"));
        Assert.Contains("holds M01.Sums twice, in new and in old", Why("bob"), StringComparison.Ordinal);
        Assert.Contains("cyd/a.zip and cyd/b.zip both hold M01.Sums", Why("cyd"), StringComparison.Ordinal);
        Assert.Contains("both hold M01.Sums", Why("dan"), StringComparison.Ordinal);
        Assert.Equal(Whole, Files("eve"));
    }

    [Fact]
    public void Read_LooseFilesOfMoodleAndCanvas_AreTakenTogether()
    {
        foreach (string file in Whole) Put($"Kim Low_12347_assignsubmission_file_{file}", _text[file]);
        Put("doe_1001_55_Sums-1.cs", _text["Sums.cs"]);
        Put("doe_1001_56_Counter.cs", _text["Counter.cs"]);
        Put("roe_LATE_1002_57_report.pdf", "%PDF");

        Assert.Equal(Whole, Files("12347"));
        Assert.Equal(Whole, Files("1001"));
        Assert.Contains("report.pdf", Why("1002"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("text")]
    public void Read_NothingOfTheModule_IsNoHonestZero(string shape)
    {
        Directory.CreateDirectory(Path.Combine(_class, "ada"));
        if (shape == "text") Put("ada/sums.cs", "class Sums;");

        string why = Why("ada");

        Assert.StartsWith("No file of M01.Sums was found in it", why, StringComparison.Ordinal);
        Assert.Contains(shape == "text" ? "Did you mean Sums.cs?" : "it is empty", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArchiveThatCannotBeUnpacked_NamesNoTemporaryPath()
    {
        Zip("ada.zip", [.. ModuleIn("a/"), ("a/Sums.cs/x.cs", "x")]);

        Assert.DoesNotContain(Path.GetTempPath(), Why("ada"), StringComparison.Ordinal);
    }

    [Fact]
    public void SubmittedUtc_Clone_IsTheLastCommitToWhatIsGraded()
    {
        const string Clone = "hw3-ada";
        Module(Path.Combine(_class, Clone, "assignments/M01.Sums"));
        Git(Clone, "2026-11-02T03:04:05Z", "init", "-q");
        Commit(Clone, "2026-11-02T03:04:05Z");
        Put($"{Clone}/assignments/M01.Sums/Mine.cs", "namespace LLMCourse.M01;\nclass Mine;");
        Commit(Clone, "2026-11-03T03:04:05Z");
        Put($"{Clone}/.github/workflows/classroom.yml", "on: push");
        Commit(Clone, "2026-12-24T03:04:05Z");

        (_, PlacedSubmission placed) = Read("ada");

        Assert.Equal((new DateTimeOffset(2026, 11, 3, 3, 4, 5, TimeSpan.Zero), true), (placed.SubmittedUtc, placed.IsTimeStated));
    }

    [Fact]
    public void SubmittedUtc_Files_IsThatOfTheNewestGradedOneOrOfTheArchive()
    {
        DateTime time = new(2026, 11, 2, 3, 4, 5, DateTimeKind.Utc);
        Module(Path.Combine(_class, "ada/hw3"));
        Zip("bob.zip", ModuleIn(""));
        Zip("cyd_1003_55_hw3.zip", ModuleIn(""));
        Put("cyd_1003_56_report.pdf", "%PDF");
        foreach (string file in (string[])["ada/hw3/Sums.cs", "ada/hw3/Counter.cs", "bob.zip", "cyd_1003_55_hw3.zip"])
            File.SetLastWriteTimeUtc(Path.Combine(_class, file), time);

        foreach (string key in (string[])["ada", "bob", "1003"])
            Assert.Equal((time, false), (Read(key).Placed.SubmittedUtc.UtcDateTime, Read(key).Placed.IsTimeStated));
    }

    private readonly Dictionary<string, string> _text = new() { ["Sums.cs"] = TinyCourse.Sums, ["Counter.cs"] = TinyCourse.Counter };

    private IEnumerable<string> Files(string student) => Read(student).Sources.Files.Select(f => f.Name);

    private (SourceSet Sources, PlacedSubmission Placed) Read(string student)
    {
        using var unpacked = new UnpackedSubmission();
        PlacedSubmission placed = unpacked.Place(SubmissionFinder.Find(_class).Submissions.Single(s => s.Student.Key == student),
            _course.Manifest, CancellationToken.None);
        return (SourceSet.Read(placed.Folder, _course.Manifest), placed);
    }

    // As the batch does: refused, or nothing found.
    private string Why(string student)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            PlacedSubmission placed = unpacked.Place(SubmissionFinder.Find(_class).Submissions.Single(s => s.Student.Key == student),
                _course.Manifest, CancellationToken.None);
            return BatchRunner.NothingOf(SourceSet.Read(placed.Folder, _course.Manifest),
                placed, _course.Manifest) ?? "graded";
        }
        catch (Exception e) when (e is ArchiveRefusedException or CourseException or IOException)
        {
            return unpacked.Readable(e.Message);
        }
    }

    private void Module(string folder, string first = "")
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in _text) File.WriteAllText(Path.Combine(folder, name), first + text);
    }

    private (string, string)[] ModuleIn(string folder, string first = "") => [.. _text.Select(t => (folder + t.Key, first + t.Value))];

    private void Put(string path, string text)
    {
        string file = Path.Combine(_class, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Zip(string path, params (string Name, string Text)[] entries) =>
        Zip(path, [.. entries.Select(e => (e.Name, Encoding.UTF8.GetBytes(e.Text)))]);

    private void Zip(string path, params (string Name, byte[] Bytes)[] entries)
    {
        string file = Path.Combine(_class, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, BytesOf(entries));
    }

    private static byte[] BytesOf((string Name, string Text)[] entries) =>
        BytesOf([.. entries.Select(e => (e.Name, Encoding.UTF8.GetBytes(e.Text)))]);

    private static byte[] BytesOf((string Name, byte[] Bytes)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private void Zip(string path, (string Name, byte[] Bytes) entry) => Zip(path, [entry]);

    private void Commit(string clone, string time)
    {
        Git(clone, time, "add", ".");
        Git(clone, time, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x");
    }

    private void Git(string clone, string time, params string[] arguments)
    {
        var info = new ProcessStartInfo("git", ["-C", Path.Combine(_class, clone), .. arguments]);
        info.Environment["GIT_COMMITTER_DATE"] = time;
        using Process git = Process.Start(info)!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
