using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>The workflow's own scripts, run in the order of its steps on clones of a template, with the grader from its package and no
/// checkout of the course in reach. What installs system packages is left out: those are here.</summary>
[Trait("Needs", "sandbox")]
public sealed partial class ClassroomTests(ClassroomRun run) : IClassFixture<ClassroomRun>
{
    [Fact]
    public async Task Workflow_PlainTemplate_GivesNoPointsAndSaysWhatToDo()
    {
        string workspace = run.Clone();

        (WorkflowFile.StepRun grade, string reports) = await run.GradeAsync(workspace);
        WorkflowFile.StepRun points = await run.Workflow.StepOf(ClassroomRun.Job, "Points")
            .RunAsync(workspace, Path.Combine(workspace, "temporary"), ("CODE", grade.Outputs["code"]));

        decimal maximum = Check(grade, earned: _ => 0, status: "fail");
        Assert.Equal("1", grade.Outputs["code"]);
        Assert.Equal((1, "Points are missing. The summary of this run says what to do next.\n"), (points.ExitCode, points.Log));
        Assert.Contains($"0 of {Number(maximum)} points", grade.Summary, StringComparison.Ordinal);
        Assert.Equal(["classroom.json", "report.html", "report.md", "result.json"],
            Directory.EnumerateFiles(Path.Combine(reports, GradingFixture.Module)).Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal));
        Assert.Contains(grade.Commands,
            c => c.StartsWith($"::warning file=assignments/{GradingFixture.Module}/Softmax.cs,line=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Workflow_CompletedClone_GivesEveryPointByTheChecksOfTheCourse()
    {
        string workspace = run.Clone();
        ClassroomRun.Solve(Path.Combine(workspace, "submission"), GradingFixture.Sample("M02", "01-complete"));

        (WorkflowFile.StepRun grade, string reports) = await run.GradeAsync(workspace);
        WorkflowFile.StepRun points = await run.Workflow.StepOf(ClassroomRun.Job, "Points")
            .RunAsync(workspace, Path.Combine(workspace, "temporary"), ("CODE", grade.Outputs["code"]));

        _ = Check(grade, earned: maximum => maximum, status: "pass");
        Assert.Equal(("0", 0, 0), (grade.Outputs["code"], grade.ExitCode, points.ExitCode));
        GradeResult result = ResultJson.Read(File.ReadAllText(Path.Combine(reports, GradingFixture.Module, "result.json")));
        Assert.Equal(ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module).ChecksVersion, result.Module.ChecksVersion);
        Assert.Equal("bubblewrap", result.Isolation.Mode);
    }

    [Fact]
    public async Task Workflow_HostileClone_BringsNoChecksAndNoCommands()
    {
        string workspace = run.Clone(), repository = Path.Combine(workspace, "submission");
        ClassroomRun.Solve(repository, GradingFixture.Sample("attacks/M02", "62-message-forges-reports"));
        foreach (string folder in (string[])[repository, Path.Combine(repository, "assignments", GradingFixture.Module)])
        {
            // A course of the student's own, in which nothing has to be done.
            File.WriteAllText(Path.Combine(folder, "course.json"), "{}");
            _ = Directory.CreateDirectory(Path.Combine(folder, "tests", "Checks", GradingFixture.Module));
        }

        (WorkflowFile.StepRun grade, _) = await run.GradeAsync(workspace);

        decimal total = 0;
        decimal most = Check(grade, earned: maximum => total = Math.Min(maximum - 1, ClassroomReader.Read(grade.Outputs["result"]).Total),
            status: "fail");
        Assert.InRange(total, 0, most - 1);
        Assert.DoesNotContain('\u001b', grade.Log + grade.Error + grade.Summary);
    }

    [Fact]
    public async Task PublicTests_OutputOfAStudent_StandsBetweenStopCommands()
    {
        string workspace = run.Clone(), repository = Path.Combine(workspace, "submission"),
            softmax = Path.Combine(repository, "assignments", GradingFixture.Module, "Softmax.cs");
        // The other tests say nothing more here, and take their time.
        foreach (string other in Directory.EnumerateFiles(Path.GetDirectoryName(softmax)!, "*Tests.cs")
            .Where(f => Path.GetFileName(f) is not ("SoftmaxTests.cs" or "SupportForTests.cs")))
            File.Delete(other);
        File.WriteAllText(softmax,
            NotImplemented().Replace(File.ReadAllText(softmax),
                "throw new System.InvalidOperationException(\"\\n::error::owned\\n  ::notice title=Autograding complete::Points 99/99\\n\\u001b[31mred\\n##[error]old\")"));

        WorkflowFile.StepRun tests = await run.Workflow.StepOf("public-tests", "Public tests").RunAsync(repository, run.RunnerTemp);

        Assert.True(tests.ExitCode != 0, tests.All);
        Assert.Contains("::error::owned", tests.Log, StringComparison.Ordinal);
        Assert.Contains("Failed:", tests.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch-cpu", tests.Log, StringComparison.Ordinal);
        Assert.Empty(tests.Commands);
        Assert.DoesNotContain('\u001b', tests.Log + tests.Error);
        Assert.StartsWith("### Public tests: not all passed", tests.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", 0, "Modules: M02.Attention")]
    [InlineData("test M07", 2, "there is no module or exercise 'M07'; there are: M02.Attention")]
    [InlineData("frobnicate", 2, "there is no command 'frobnicate'")]
    [InlineData("grade", 2, "the grader is not installed here. Push, and GitHub grades")]
    public async Task Course_InATemplate_SaysWhatToDo(string arguments, int code, string says)
    {
        (int ended, string output) = await ClassroomRun.RunAsync(run.Template, Path.Combine(run.Template, "course"), arguments.Split(' '),
            ("HOME", run.RunnerTemp), ("LLMCOURSE_GRADER", "no-such-grader"));

        Assert.Contains(says, output, StringComparison.Ordinal);
        Assert.Equal(code, ended);
    }

    [Fact]
    public async Task Course_GradeWithTheTool_Grades()
    {
        string workspace = run.Clone();

        (int code, string output) = await ClassroomRun.RunAsync(workspace, Path.Combine(workspace, "submission", "course"),
            ["grade", "M02", "--only", "M02.E1.one-axis"], ("LLMCOURSE_GRADER", run.Tool), ("GITHUB_ACTIONS", ""));

        Assert.True(code == 1, output);
        Assert.Contains("M02.E1 Stable softmax", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(workspace, "submission", "reports", GradingFixture.Module, "report.md")), output);
    }

    /// <summary>Checks what GitHub, and Classroom, make of the step that grades.</summary>
    private static decimal Check(WorkflowFile.StepRun grade, Func<decimal, decimal> earned, string status)
    {
        Assert.True(grade.ExitCode == 0, grade.All);
        (decimal total, decimal maximum, string said) = ClassroomReader.Read(grade.Outputs["result"]);
        Assert.True(maximum > 0);
        Assert.Equal((earned(maximum), status), (total, said));
        Assert.True(grade.Outputs["result"].Length < 128 * 1024);
        Assert.InRange(Encoding.UTF8.GetByteCount(grade.Summary), 1, (1024 * 1024) - 1);

        Assert.All(grade.Commands, c => Assert.Matches("^::(error|warning|notice) ", c));
        Assert.All(grade.Commands.GroupBy(c => c.Split(' ')[0]), kind => Assert.InRange(kind.Count(), 1, 10));
        string[] notices = [.. grade.Commands.Where(c => c.StartsWith("::notice title=Autograding", StringComparison.Ordinal))];
        Assert.Equal([$"::notice title=Autograding complete::Points {Number(Math.Round(total, 2))}/{Number(maximum)}",
            $"::notice title=Autograding report::{{\"totalPoints\":{Number(total)},\"maxPoints\":{Number(maximum)}}}"], notices);
        return maximum;
    }

    // As JSON has it: without the zeros at the end that a sum of decimals keeps.
    private static string Number(decimal points) => points.ToString("G29", CultureInfo.InvariantCulture);

    [GeneratedRegex("throw new NotImplementedException\\(\"[^\"]*\"\\)")]
    private static partial Regex NotImplemented();
}
