namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>One exercise of each module as handed out, with a mistake, and solved.</summary>
[Trait("Needs", "sandbox")]
public sealed class TourTests : IDisposable
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("llmcourse-tour-");

    public void Dispose() => _reports.Delete(recursive: true);

    [Fact]
    public async Task Tour_EveryModule_GradesAsItMust()
    {
        int modules = GradingFixture.Layout.Modules.Count;

        (int ExitCode, string Output, string Error) ended = await GraderProcess.RunAsync("tour", "--out", _reports.FullName);

        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        Assert.Equal(3 * modules, ended.Output.Split('\n').Count(line => line.StartsWith("  ✓", StringComparison.Ordinal)));
        Assert.DoesNotContain('✗', ended.Output);
        Assert.Equal(3 * modules, _reports.EnumerateDirectories().Count());
        Assert.Contains("the order in which the characters first occur",
            await File.ReadAllTextAsync(Path.Combine(_reports.FullName, "M01.E1-mistake", "report.md")),
            StringComparison.OrdinalIgnoreCase);
    }
}
