using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>A gradebook in a folder of its own, and grades to put into it.</summary>
public sealed class TemporaryGradebook : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-gradebook-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "class.db");

    public static Attempt Attempt(string student, string module = "M02", string hash = "h1", DateTimeOffset? at = null) =>
        new(student, module, hash, at ?? Noon, $"{student}.zip");

    /// <summary>A grade of so many of 100 points.</summary>
    public static GradeResult Grade(decimal earned, string checks = "c1", string sample = "perfect")
    {
        GradeResult result = SampleResults.All[sample];
        return result with { Score = new ScoreSummary(earned, 100, earned), Module = result.Module with { ChecksVersion = checks } };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
