using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

public sealed class GitHubActionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-github-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Report_WritesNoticesSummaryAndOutput()
    {
        GradeResult result = new()
        {
            GraderVersion = "1.0.0",
            Module = new ModuleSummary("M02", "M02.Attention", "Attention", "0123456789abcdef"),
            Submission = new SubmissionSummary("jane", "00", ["Softmax.cs"], []),
            Isolation = new IsolationSummary("bubblewrap", [], []),
            Score = new ScoreSummary(1, 2, 50),
            Exercises =
            [
                new ExerciseResult
                {
                    Id = "M02.E1", Title = "Softmax", Member = "Softmax.Probabilities", Place = new SourcePlace("Softmax.cs", 26),
                    Earned = 1, Maximum = 2, Outcome = Outcome.Failed,
                    Checks = [new CheckResult { Id = "M02.E1.a", Title = "is right", Points = 1, Outcome = Outcome.Passed },
                        new CheckResult { Id = "M02.E1.b", Title = "is stable", Points = 1, Outcome = Outcome.Failed, Message =
                            "NaN\n::error::owned" }],
                },
            ],
        };
        string summary = Path.Combine(_folder.FullName, "summary"), output = Path.Combine(_folder.FullName, "output");
        File.WriteAllText(summary, "# before\n");
        using StringWriter commands = new() { NewLine = "\n" };

        GitHubActions.Report([(result, "assignments/M02.Attention")], commands,
            name => name == "GITHUB_STEP_SUMMARY" ? summary : name == "GITHUB_OUTPUT" ? output : null);

        string[] lines = commands.ToString().TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Matches("^::(error|warning|notice) ", line));
        Assert.Contains(lines,
            line => line.StartsWith("::error file=assignments/M02.Attention/Softmax.cs,line=26", StringComparison.Ordinal));
        Assert.Contains("::notice title=Autograding complete::Points 1/2", lines);
        Assert.StartsWith("# before\n", File.ReadAllText(summary), StringComparison.Ordinal);
        Assert.Equal($"result={ClassroomReport.Base64(result)}\nM02_E1=1 / 2\n", File.ReadAllText(output));
    }
}
