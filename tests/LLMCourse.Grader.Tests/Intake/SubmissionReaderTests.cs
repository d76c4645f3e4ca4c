using System.Diagnostics;
using System.Text;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Intake;

public sealed class SubmissionReaderTests : IDisposable
{
    private readonly TinyCourse _course = new();
    private readonly string _folder;

    public SubmissionReaderTests()
    {
        _folder = Path.Combine(_course.Root, "in");
        _ = Directory.CreateDirectory(_folder);
    }

    public void Dispose() => _course.Dispose();

    [Fact]
    public void Read_CompleteFolder_TakesEverythingInOrder()
    {
        Hand("Sums.cs", "a");
        Hand("Counter.cs", "b");
        Hand("answers.json", "{}");

        SourceSet sources = Read();

        Assert.Equal(["Counter.cs", "Sums.cs"], sources.Files.Select(file => file.Name));
        Assert.Equal("{}", sources.Answers);
        Assert.Empty(sources.Missing);
        Assert.Empty(sources.LeftBehind);
        Assert.Equal(64, sources.ContentHash.Length);
    }

    [Fact]
    public void Read_ThousandsOfEntries_LooksThroughTheFolderAFewTimes()
    {
        foreach (string file in (string[])["Sums.cs", "Counter.cs", "answers.json"]) Hand(file, "a");
        for (int i = 0; i < 3000; i++) Hand($"Sums{i}.cs", "");
        _ = (Read(), Directory.GetFiles(_folder));

        // Once for each of its entries would be a thousand times.
        Stopwatch once = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++) _ = new DirectoryInfo(_folder).GetFileSystemInfos();
        once.Stop();
        Stopwatch read = Stopwatch.StartNew();
        SourceSet sources = Read();
        read.Stop();

        Assert.NotEmpty(sources.LeftBehind);
        Assert.InRange(read.Elapsed / (once.Elapsed / 10), 0, 100);
    }

    [Theory]
    [InlineData("assignments/M01.Sums")]
    [InlineData("M01.Sums")]
    public void Read_Repository_FindsTheModule(string place)
    {
        Hand($"{place}/Sums.cs", "a");

        SourceSet sources = Read();

        Assert.Equal(["Sums.cs"], sources.Files.Select(file => file.Name));
        Assert.Equal(["Counter.cs"], sources.Missing);
    }

    [Fact]
    public void Read_SameTextInOtherFile_GivesOtherHash()
    {
        Hand("Sums.cs", "ab");
        Hand("Counter.cs", "c");
        string first = Read().ContentHash;
        Hand("Sums.cs", "b");
        Hand("Counter.cs", "ca");

        Assert.NotEqual(first, Read().ContentHash);
    }

    [Fact]
    public async Task Read_MessyFolder_NamesWhatItLeavesBehind()
    {
        Hand("sums.cs", "x");
        Hand("Counters.cs", "x");
        Hand("SumsTests.cs", "x");
        Hand("M01.Sums.csproj", "x");
        Hand("Evil.csproj", "x");
        Hand("Directory.Build.props", "x");
        Hand("nuget.config", "x");
        Hand("global.json", "x");
        Hand(".editorconfig", "x");
        Hand("more.rsp", "x");
        Hand("Analyzer.dll", "x");
        Hand("notes.txt", "x");
        Hand("README.md", "x");
        Hand("hints.md", "x");
        Hand("interview.md", "x");
        Hand("counter.svg", "x");
        Hand("src/Sums.cs", "x");
        Hand("other/a.txt", "x");
        Hand("bin/Debug/x.dll", "x");
        Hand("obj/x.json", "x");
        Hand(".git/config", "x");
        _ = Directory.CreateDirectory(Path.Combine(_folder, "answers.json"));
        string before = Listing();

        SourceSet sources = Read();

        Assert.Equal(before, Listing());
        await Verifier.Verify(Describe(sources));
    }

    [Fact]
    public void Read_FilesOfTheStudentsOwn_AreTakenAfterTheModules()
    {
        foreach (string file in (string[])["Sums.cs", "Counter.cs", "Zeta.cs", "Alpha.cs"]) Hand(file, $"// {file}");
        Hand("SumsTests.cs", "// tests");
        Hand("Helper.CS", "// upper case");
        Hand("Theirs.cs", "namespace LLMCourse.M07;\nclass Theirs;");
        Hand("Ours.cs", "namespace LLMCourse.M01\n{\n    namespace LLMCourse.M01.Inner { }\n}");

        SourceSet sources = Read();

        Assert.Equal(["Counter.cs", "Sums.cs", "Alpha.cs", "Ours.cs", "Zeta.cs"], sources.Files.Select(file => file.Name));
        Assert.Equal(["Helper.CS", "SumsTests.cs", "Theirs.cs"],
            sources.LeftBehind.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Contains("A file of M07", sources.LeftBehind.Single(file => file.Path == "Theirs.cs").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OwnFiles_AreBoundedAndPartOfTheHash()
    {
        Hand("Sums.cs", "a");
        Hand("Counter.cs", "b");
        string without = Read().ContentHash;
        for (int i = 0; i < 25; i++) Hand($"Part{i:00}.cs", "// part");

        SourceSet sources = Read();

        Assert.Equal(22, sources.Files.Count);
        Assert.Equal(5, sources.LeftBehind.Count(file => file.Matters && file.Reason == "At most 20 files of your own are taken."));
        Assert.NotEqual(without, sources.ContentHash);
    }

    [Fact]
    public async Task Read_Links_AreNotFollowed()
    {
        Hand("real/Sums.cs", "secret");
        _ = File.CreateSymbolicLink(Path.Combine(_folder, "Sums.cs"), Path.Combine(_folder, "real", "Sums.cs"));
        _ = File.CreateSymbolicLink(Path.Combine(_folder, "Counter.cs"), "/nowhere/at/all");
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "etc"), "/etc");

        SourceSet sources = Read();

        Assert.Empty(sources.Files);
        await Verifier.Verify(Describe(sources));
    }

    [Fact]
    public void Read_LinkedModuleFolder_IsNotFollowed()
    {
        _ = _course.Write("elsewhere/M01.Sums/Sums.cs", "secret");
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "assignments"), Path.Combine(_course.Root, "elsewhere"));

        SourceSet sources = Read();

        Assert.Empty(sources.Files);
        Assert.Equal("assignments", Assert.Single(sources.LeftBehind).Path);
    }

    [Fact]
    public void Locate_LinkedSubmission_IsRefused()
    {
        string link = Path.Combine(_course.Root, "link");
        _ = Directory.CreateSymbolicLink(link, _folder);

        CourseException refused = Assert.Throws<CourseException>(() => Submission.Locate(link, _course.Manifest));

        Assert.Contains("symbolic link", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("course.json")]
    public void Locate_NoFolder_SaysWhatToGive(string path)
    {
        CourseException refused =
            Assert.Throws<CourseException>(() => Submission.Locate(Path.Combine(_course.Root, path), _course.Manifest));

        Assert.Contains("Give the folder that holds Counter.cs", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamedPipe_DoesNotBlock()
    {
        if (!OperatingSystem.IsLinux()) return;
        using (Process make = Process.Start("mkfifo", [Path.Combine(_folder, "Sums.cs")])) make.WaitForExit();

        SourceSet sources = Read();

        Assert.Contains("Sums.cs", sources.Missing);
        LeftBehindFile left = Assert.Single(sources.LeftBehind);
        Assert.True(left.Matters);
        Assert.Contains("not a regular file", left.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FilesThatAreNotText_SaysWhere()
    {
        File.WriteAllBytes(Path.Combine(_folder, "Sums.cs"), [.. "class A { } // "u8, 0xC3, 0x28]);
        File.WriteAllText(Path.Combine(_folder, "Counter.cs"), "a\nb\0c");

        SourceSet sources = Read();

        // What older editors save is read: the compiler does so too.
        Assert.Equal(["Counter.cs"], sources.Missing);
        Assert.Equal("class A { } // \u00c3(", Assert.Single(sources.Files).Text);
        await Verifier.Verify(string.Join('\n', sources.Problems.Select(problem => $"{problem.Code} {problem.IsError} {problem.Message}")));
    }

    [Fact]
    public void Read_ByteOrderMarks_AreUnderstood()
    {
        File.WriteAllText(Path.Combine(_folder, "Sums.cs"), "π", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        File.WriteAllText(Path.Combine(_folder, "Counter.cs"), "π", Encoding.BigEndianUnicode);
        File.WriteAllText(Path.Combine(_folder, "answers.json"), "π", Encoding.Unicode);

        SourceSet sources = Read();

        Assert.Equal(["π", "π"], sources.Files.Select(file => file.Text));
        Assert.Equal("π", sources.Answers);
    }

    [Fact]
    public void Read_LargeFiles_AreLeftBehind()
    {
        Hand("Counter.cs", new string('x', 101));
        Hand("Sums.cs", new string('x', 100));
        Hand("answers.json", new string('x', 51));

        SourceSet sources = Read(new IntakeLimits { FileBytes = 100, TotalBytes = 150 });

        Assert.Equal(["Sums.cs"], sources.Files.Select(file => file.Name));
        Assert.Null(sources.Answers);
        Assert.All(sources.LeftBehind, left => Assert.True(left.Matters));
        Assert.Equal(["Counter.cs", "answers.json"], sources.LeftBehind.Select(left => left.Path));
    }

    [Fact]
    public void Read_ManyEntries_AreCappedAndSaid()
    {
        for (int i = 0; i < 30; i++) Hand($"f{i:00}.txt", "x");

        SourceSet sources = Read(new IntakeLimits { Entries = 20, LeftBehind = 5 });

        Assert.Equal(6, sources.LeftBehind.Count);
        Assert.Contains("more than 20 entries", sources.LeftBehind[0].Reason, StringComparison.Ordinal);
        Assert.Equal("…", sources.LeftBehind[^1].Path);
    }

    [Fact]
    public void Read_EmptyFolder_MissesEverything()
    {
        SourceSet sources = Read();

        Assert.Equal(["Counter.cs", "Sums.cs"], sources.Missing);
        Assert.Equal("in", sources.Name);
    }

    [Fact]
    public void Read_FolderInWrongCase_IsFound()
    {
        Hand("m01.sums/Sums.cs", "x");

        Assert.Equal("Sums.cs", Assert.Single(Read().Files).Name);
    }

    [Fact]
    public void Read_AnswersElsewhere_AreNamed()
    {
        Hand("src/Sums.cs", "x");
        Hand("answers.json", "{}");

        Assert.Equal(("answers.json", true), Read().LeftBehind.Select(left => (left.Path, left.Matters)).First());
    }

    [Fact]
    public void Read_GradedNameOfAnotherModule_IsLeftBehind()
    {
        Hand("Sums.cs", "namespace LLMCourse.M07;\nclass Sums;");
        Hand("Counter.cs", "namespace LLMCourse.M01;\nclass Counter;\nclass Uses { LLMCourse.M07.X x; }");

        SourceSet sources = Read();

        Assert.Equal(["Counter.cs"], sources.Files.Select(file => file.Name));
        Assert.Contains("A file of M07", Assert.Single(sources.LeftBehind).Reason, StringComparison.Ordinal);
    }

    private static string Describe(SourceSet sources) =>
        string.Join('\n', sources.LeftBehind.Select(left => $"{(left.Matters ? "!" : " ")} {left.Path}: {left.Reason}")
            .Append($"missing: {string.Join(", ", sources.Missing)}"));

    private string Listing() => string.Join('\n', Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"));

    private void Hand(string name, string text) => _course.Write(Path.Combine("in", name), text);

    private SourceSet Read(IntakeLimits? limits = null)
    {
        ModuleManifest manifest = _course.Manifest;
        return new SubmissionReader(limits ?? new IntakeLimits()).Read(Submission.Locate(_folder, manifest), manifest);
    }
}
