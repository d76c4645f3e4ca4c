using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A class is graded by the grader as instructors start it.</summary>
[Trait("Needs", "sandbox")]
public sealed class BatchTests : IDisposable
{
    private const int Students = 10, StudentsOfAKilledRun = 5;

    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-batch-tests-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string ClassFolder => Path.Combine(_home, "class");

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("LLMCOURSE_TEST_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 3;

    [Fact]
    public async Task Batch_MadeUpClass_GivesEveryRightGradeOnce()
    {
        IReadOnlyList<MadeUpStudent> students = WriteClass(seed: 1);
        string gradebook = Path.Combine(_home, "class.db");

        (int code, string output, string error) =
            await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02");

        Assert.True(code == 0, output + error);
        Assert.Contains($"{Students} graded, 0 as before, 0 not graded", output, StringComparison.Ordinal);
        using (Gradebook book = Gradebook.Open(gradebook))
        {
            // The code is the one that was graded, of each.
            Assert.All(book.Attempts(), a => Assert.Equal(
                File.ReadAllText(Directory.EnumerateFiles(Path.Combine(ClassFolder, a.Attempt.Student), "Masks.cs",
                    SearchOption.AllDirectories).Single()),
                HandedInCode.Open(book.PackedCode(a.Attempt)!).Single(f => f.Name == "Masks.cs").Text));
            Assert.Equal(students.Select(s => (s.Key, s.Percent)),
                book.Attempts().Select(a => (a.Attempt.Student, (decimal?)Math.Round(a.Percent, 2, MidpointRounding.AwayFromZero))));
        }

        (_, output, _) = await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02", "--resume");
        Assert.Contains($"0 graded, {Students} as before, 0 not graded", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_KilledAtAnyMoment_ResumesToTheSameGradebook()
    {
        WriteClass(seed: 2, StudentsOfAKilledRun);
        string undisturbed = Path.Combine(_home, "undisturbed.db"), killed = Path.Combine(_home, "killed.db");
        Stopwatch whole = Stopwatch.StartNew();
        (int expected, _, _) = await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", undisturbed, "--module", "M02");
        double seconds = whole.Elapsed.TotalSeconds;

        // Every moment counts, also those before the first grade; equal seeds give equal moments.
        var random = new CheckRandom(50);
        for (int i = 0; i < Kills; i++)
        {
            using Process grader = GraderProcess.Start("batch", ClassFolder, "--gradebook", killed, "--module", "M02", "--resume");
            Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();
            Task ended = grader.WaitForExitAsync();
            bool complete = await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(seconds * random.NextDouble()))) == ended;
            grader.Kill();
            await ended;
            await Task.WhenAll(output, error);
            if (!complete) continue;

            // Nothing was left to be killed: from the beginning again.
            Assert.Equal(ContentOf(undisturbed), ContentOf(killed));
            foreach (string file in Directory.EnumerateFiles(_home, "killed.db*")) File.Delete(file);
        }

        (int code, string last, string problem) =
            await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", killed, "--module", "M02", "--resume");

        // 1: one of the class handed in no file of the module, and is named each time.
        Assert.True(code == expected, last + problem);
        Assert.Equal(ContentOf(undisturbed), ContentOf(killed));
    }

    [Fact]
    public async Task Batch_HostileArchives_AreNamedAndTheOthersGraded()
    {
        SampleSubmission complete = GradingFixture.Sample("M02", "01-complete");
        string good = Path.Combine(_home, "good");
        complete.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module),
            ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module).Manifest, good);
        Directory.CreateDirectory(ClassFolder);
        ZipFile.CreateFromDirectory(good, Path.Combine(ClassFolder, "ada.zip"), CompressionLevel.Fastest, includeBaseDirectory: true);
        using (ZipArchive archive = ZipFile.Open(Path.Combine(ClassFolder, "eve.zip"), ZipArchiveMode.Create))
            archive.CreateEntry("../../evil.cs");
        File.WriteAllText(Path.Combine(ClassFolder, "mallory.zip"), "no archive");
        string gradebook = Path.Combine(_home, "class.db");

        (int code, string output, _) = await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02");

        Assert.Equal(1, code);
        Assert.Contains("1 graded, 0 as before, 2 not graded", output, StringComparison.Ordinal);
        Assert.Contains("eve.zip was not unpacked: '../../evil.cs' leads out of the archive's folder", Flat(output),
            StringComparison.Ordinal);
        Assert.Contains("mallory.zip is not an archive that can be read", Flat(output), StringComparison.Ordinal);
        using Gradebook book = Gradebook.Open(gradebook);
        Assert.Equal(("ada", 100m), book.Attempts().Select(a => (a.Attempt.Student, a.Percent)).Single());
    }

    [Fact]
    public async Task Batch_ClassAsItIsDownloaded_GradesWhoCanBeAndNamesTheRest()
    {
        SampleSubmission complete = GradingFixture.Sample("M02", "01-complete");
        string around = Path.Combine(_home, "around"), gradebook = Path.Combine(_home, "class.db");
        complete.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module),
            ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module).Manifest, Path.Combine(around, "hw2"));
        File.WriteAllText(Path.Combine(around, ".DS_Store"), "x");
        Directory.CreateDirectory(ClassFolder);
        ZipFile.CreateFromDirectory(around, Path.Combine(ClassFolder, "doejane_1001_55555_hw2.zip"));
        File.WriteAllText(Path.Combine(ClassFolder, "doejane_1001_55556_report.pdf"), "%PDF");
        File.WriteAllText(Path.Combine(ClassFolder, "roe_LATE_1002_55557_hw2.7z"), "7z\u00bc\u00af", System.Text.Encoding.Latin1);
        File.WriteAllText(Path.Combine(_home, "roster.csv"), "key,name,lms_id\njdoe,Jane Doe,1001\nrroe,Rick Roe,1002\n");
        File.WriteAllText(Path.Combine(_home, "times.csv"), "lms_id,submitted\n1001,2026-11-20T10:00:00Z\n");
        string[] batch = ["batch", ClassFolder, "--gradebook", gradebook, "--roster", Path.Combine(_home, "roster.csv")];

        (int code, string output, string error) = await GraderProcess.RunAsync(batch);
        Assert.True(code == 2, output + error);
        Assert.Contains("Name it with --module", error, StringComparison.Ordinal);

        (code, output, error) = await GraderProcess.RunAsync([.. batch, "--module", "M02"]);
        Assert.True(code == 1, output + error);
        string flat = Flat(output);
        Assert.Contains("1 graded, 0 as before, 1 not graded", flat, StringComparison.Ordinal);
        Assert.Contains("not taken: jdoe: report.pdf: Not taken: the module is taken from hw2.zip.", flat, StringComparison.Ordinal);
        Assert.Contains("told by the files alone, which have the time of the download: jdoe.", flat, StringComparison.Ordinal);
        Assert.EndsWith("not graded: rroe (roe_LATE_1002_55557_hw2.7z): hw2.7z is a 7-Zip archive, which is not opened: unpack it into a folder of the student's name, or ask for a .zip.", flat.Trim(), StringComparison.Ordinal);

        (code, output, _) = await GraderProcess.RunAsync(
            [.. batch, "--module", "M02", "--resume", "--times", Path.Combine(_home, "times.csv"), "--after-deadline"]);
        Assert.Equal(1, code);
        Assert.Contains("jdoe M02: handed in 2026-11-20 10:00:00 UTC instead of", Flat(output), StringComparison.Ordinal);

        (code, output, _) = await GraderProcess.RunAsync("gradebook", "show", "--gradebook", gradebook);
        Assert.Equal(0, code);
        Assert.Matches(@"jdoe\s+Jane Doe\s+100\.00\s+100\.00\s", output);
        Assert.Matches(@"rroe\s+Rick Roe\s+\?\s+\?\s", output);
        Assert.Contains("not graded: rroe M02", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "There is no gradebook", "gradebook", "show", "--gradebook", "nowhere.db")]
    [InlineData(2, "Did you mean --resume?", "batch", "class", "-g", "x.db", "--resum")]
    [InlineData(2, "is 'many', which is no whole number", "batch", "class", "-g", "x.db", "--jobs", "many")]
    public async Task Run_WhatTheUserCanMend_IsTwoAndSaysHow(int code, string message, params string[] arguments)
    {
        (int ended, _, string error) = await GraderProcess.RunAsync(arguments);

        Assert.Equal(code, ended);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    // Without the breaks of a console's lines.
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Everything that a gradebook holds, but for times.
    private static string ContentOf(string path)
    {
        using Gradebook book = Gradebook.Open(path);
        return string.Join('\n', book.Attempts()
            .Select(a => $"{a.Attempt} {a.Earned} {a.Maximum} {a.ChecksVersion}\n{ResultJson.Write(ResultJson.WithoutTimings(book.Result(a.Attempt)!))}"));
    }

    private IReadOnlyList<MadeUpStudent> WriteClass(ulong seed, int count = Students)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module);
        IReadOnlyList<MadeUpStudent> students = [.. new MadeUpClass(GradingFixture.Layout, module).Draw(count, seed)];
        foreach (MadeUpStudent student in students)
            student.Submission.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), module.Manifest,
                Path.Combine(ClassFolder, student.Key));
        return students;
    }
}
