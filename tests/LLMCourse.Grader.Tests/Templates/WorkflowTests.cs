using System.Text.Json;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>What the workflow may do, and what it must not.</summary>
[Collection(TemplateCollection.Name)]
public sealed class WorkflowTests(WrittenTemplate template)
{
    private const string File = ".github/workflows/classroom.yml";

    private WorkflowFile Workflow => new(Path.Combine(template.Root, File));

    private IEnumerable<WorkflowFile.Step> Steps => Workflow.Jobs.SelectMany(Workflow.StepsOf);

    [Fact]
    public void Permissions_AreToReadContentsAndNothingElse()
    {
        Assert.Equal([new KeyValuePair<object, object>("contents", "read")], (Dictionary<object, object>)Workflow["permissions"]);
        Assert.Single(template.Read(File).Split('\n'), line => line.Trim() == "permissions:");
        Assert.Equal(2, template.Read(File).Split("persist-credentials: false").Length - 1);
    }

    [Fact]
    public void Actions_ArePinnedByTheWholeHashThatTheCourseItselfUses()
    {
        string[] uses = [.. Steps.Where(s => s.Uses is not null).Select(s => s.Uses!)];
        string ours = System.IO.File.ReadAllText(Path.Combine(GradingFixture.Layout.Root, ".github", "workflows", "ci.yml"));

        Assert.All(uses, use => Assert.Matches("^actions/[a-z-]+@[0-9a-f]{40}$", use));
        Assert.All(uses.Where(u => !u.StartsWith("actions/upload-artifact@", StringComparison.Ordinal)),
            use => Assert.Contains(use, ours, StringComparison.Ordinal));
    }

    [Fact]
    public void Scripts_HoldNoExpression() =>
        Assert.DoesNotContain(Steps, s => s.Script?.Contains("${{", StringComparison.Ordinal) == true);

    [Fact]
    public void Secrets_AreInOneStepInWhichNothingOfTheSubmissionRuns()
    {
        WorkflowFile.Step step = Assert.Single(Steps, s => s.Environment.Values.Any(v => v.Contains("secrets.", StringComparison.Ordinal)));

        Assert.Equal("Get the grader", step.Name);
        Assert.DoesNotContain("submission", step.Script!, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets:", template.Read(File).Split("jobs:")[1], StringComparison.Ordinal);
        Assert.DoesNotContain(Workflow.StepsOf("public-tests"),
            s => s.Environment.Values.Any(v => v.Contains("secrets.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Grader_ComesFromWhereTheTemplateSays()
    {
        Assert.Contains("GRADER_SOURCE: ${{ inputs.grader-source || vars.LLMCOURSE_GRADER_SOURCE || 'my-org/grader@v1' }}",
            template.Read(File), StringComparison.Ordinal);
        Assert.Contains(string.Join(' ', GradingFixture.Layout.Modules), Workflow.StepOf(ClassroomRun.Job, "Grade").Script!,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Exercises_EachHasAStepThatRunsOnceItIsDone()
    {
        WorkflowFile.Step[] steps = [.. Workflow.StepsOf(ClassroomRun.Job)];
        ManifestExercise[] exercises =
            [.. GradingFixture.Layout.Modules.SelectMany(
                module => ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)).Exercises)];

        Assert.All(exercises, exercise =>
        {
            WorkflowFile.Step step = Assert.Single(steps, s => s.Name == $"{exercise.Id} {exercise.Title}");
            Assert.Equal($"${{{{ !cancelled() && steps.grade.outputs.{exercise.Id.Replace('.', '_')} == 'done' }}}}", step.Condition);
        });
        Assert.Equal(exercises.Length, steps.Count(s => s.Condition?.Contains("'done'", StringComparison.Ordinal) == true));
    }

    [Fact]
    public void Packages_AreCachedWhereStudentsBuildAndNotWherePointsAreMade()
    {
        Assert.Single(template.Read(File).Split('\n'), line => line.Trim() == "cache: true");
        Assert.Contains("cache: true", template.Read(File).Split("run-autograding-tests:")[0], StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(Path.Combine(template.Root, "Directory.Packages.props")));
    }

    [Fact]
    public void Container_IsJsonAndSetsItselfUp()
    {
        using JsonDocument container = JsonDocument.Parse(template.Read(".devcontainer/devcontainer.json"));

        Assert.Equal("./course setup", container.RootElement.GetProperty("postCreateCommand").GetString());
        Assert.EndsWith("/dotnet:10.0", container.RootElement.GetProperty("image").GetString(), StringComparison.Ordinal);
        string solution = container.RootElement.GetProperty("customizations").GetProperty("vscode").GetProperty("settings")
            .GetProperty("dotnet.defaultSolution").GetString()!;
        Assert.True(System.IO.File.Exists(Path.Combine(template.Root, solution)));
    }

    [Theory]
    [InlineData("", "The instructor has to say where")]
    [InlineData("somewhere", "is neither a feed's address")]
    public async Task GetTheGrader_FromNowhere_SaysWhatToDo(string source, string says)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("llmcourse-workflow-");

        WorkflowFile.StepRun run = await Workflow.StepOf(ClassroomRun.Job, "Get the grader")
            .RunAsync(temporary.FullName, temporary.FullName, ("GRADER_SOURCE", source), ("GRADER_VERSION", "0.1.0"), ("GRADER_TOKEN", ""));
        temporary.Delete(recursive: true);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, Assert.Single(run.Commands), StringComparison.Ordinal);
    }
}
