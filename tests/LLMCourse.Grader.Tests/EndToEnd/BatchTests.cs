using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using LLMCourse.Checks;
using LLMCourse.Grader.Gradebooks;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Results;
using LLMCourse.Grader.Samples;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A class is graded by the grader as instructors start it.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class BatchTests : IDisposable
{
    private const int Students = 10;

    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-batch-tests-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string ClassFolder => Path.Combine(_home, "class");

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("LLMCOURSE_TEST_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 4;

    [Fact]
    public async Task Batch_MadeUpClass_GivesEveryRightGradeOnce()
    {
        IReadOnlyList<MadeUpStudent> students = WriteClass(seed: 1);
        string gradebook = Path.Combine(_home, "class.db");

        (int code, string output, string error) = await RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02");

        Assert.True(code == 0, output + error);
        Assert.Contains($"{Students} graded, 0 as before, 0 not graded", output, StringComparison.Ordinal);
        using (Gradebook book = Gradebook.Open(gradebook))
            Assert.Equal(students.Select(s => (s.Key, s.Percent)), book.Attempts().Select(a => (a.Attempt.Student, Math.Round(a.Percent, 2, MidpointRounding.AwayFromZero))));

        (_, output, _) = await RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02", "--resume");
        Assert.Contains($"0 graded, {Students} as before, 0 not graded", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_KilledAtAnyMoment_ResumesToTheSameGradebook()
    {
        WriteClass(seed: 2);
        string undisturbed = Path.Combine(_home, "undisturbed.db"), killed = Path.Combine(_home, "killed.db");
        Stopwatch whole = Stopwatch.StartNew();
        await RunAsync("batch", ClassFolder, "--gradebook", undisturbed, "--module", "M02");
        double seconds = whole.Elapsed.TotalSeconds;

        // Every moment counts, also those before the first grade; equal seeds give equal moments.
        var random = new CheckRandom(50);
        for (int i = 0; i < Kills; i++)
        {
            using Process grader = Start("batch", ClassFolder, "--gradebook", killed, "--module", "M02", "--resume");
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

        (int code, string last, string problem) = await RunAsync("batch", ClassFolder, "--gradebook", killed, "--module", "M02", "--resume");

        Assert.True(code == 0, last + problem);
        Assert.Equal(ContentOf(undisturbed), ContentOf(killed));
    }

    [Fact]
    public async Task Batch_HostileArchives_AreNamedAndTheOthersGraded()
    {
        SampleSubmission complete = Grading.Sample("M02", "01-complete");
        string good = Path.Combine(_home, "good");
        complete.WriteTo(Grading.Layout.SolutionOf(Grading.Module), ModuleContent.Load(Grading.Layout, Grading.Module).Manifest, good);
        Directory.CreateDirectory(ClassFolder);
        ZipFile.CreateFromDirectory(good, Path.Combine(ClassFolder, "ada.zip"), CompressionLevel.Fastest, includeBaseDirectory: true);
        using (ZipArchive archive = ZipFile.Open(Path.Combine(ClassFolder, "eve.zip"), ZipArchiveMode.Create)) archive.CreateEntry("../../evil.cs");
        File.WriteAllText(Path.Combine(ClassFolder, "mallory.zip"), "no archive");
        string gradebook = Path.Combine(_home, "class.db");

        (int code, string output, _) = await RunAsync("batch", ClassFolder, "--gradebook", gradebook, "--module", "M02");

        Assert.Equal(1, code);
        Assert.Contains("1 graded, 0 as before, 2 not graded", output, StringComparison.Ordinal);
        Assert.Contains("eve.zip was not unpacked: '../../evil.cs' leads out of the archive's folder", output, StringComparison.Ordinal);
        Assert.Contains("mallory.zip is not an archive that can be read", output, StringComparison.Ordinal);
        using Gradebook book = Gradebook.Open(gradebook);
        Assert.Equal(("ada", 100m), book.Attempts().Select(a => (a.Attempt.Student, a.Percent)).Single());
    }

    // Everything that a gradebook holds, but for times.
    private static string ContentOf(string path)
    {
        using Gradebook book = Gradebook.Open(path);
        return string.Join('\n', book.Attempts().Select(a => $"{a.Attempt} {a.Earned} {a.Maximum} {a.ChecksVersion}\n{ResultJson.Write(ResultJson.WithoutTimings(book.Result(a.Attempt)!))}"));
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", [Path.Combine(AppContext.BaseDirectory, "grader.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Grading.Layout.Root,
    })!;

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process grader = Start(arguments);
        Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();
        await grader.WaitForExitAsync();
        return (grader.ExitCode, await output, await error);
    }

    private IReadOnlyList<MadeUpStudent> WriteClass(ulong seed)
    {
        ModuleContent module = ModuleContent.Load(Grading.Layout, Grading.Module);
        IReadOnlyList<MadeUpStudent> students = [.. new MadeUpClass(Grading.Layout, module).Draw(Students, seed)];
        foreach (MadeUpStudent student in students) student.Submission.WriteTo(Grading.Layout.SolutionOf(Grading.Module), module.Manifest, Path.Combine(ClassFolder, student.Key));
        return students;
    }
}
