using System.Diagnostics;
using LLMCourse.Authoring.Samples;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>A template, the grader's package made of this build, and the tool as the workflow installs it from a folder.</summary>
public sealed class ClassroomRun : IAsyncLifetime
{
    public const string Job = "run-autograding-tests";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("llmcourse-classroom-");
    private int _count;

    public string Template => Path.Combine(_home.FullName, "template");

    public string Packages => Path.Combine(_home.FullName, "packages");

    /// <summary>Gets what the runner calls RUNNER_TEMP in the job that grades.</summary>
    public string RunnerTemp => Path.Combine(_home.FullName, "runner");

    public string Tool => Path.Combine(RunnerTemp, "grader", "llmcourse-grader");

    internal WorkflowFile Workflow => new(Path.Combine(Template, ".github", "workflows", "classroom.yml"));

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_home.FullName, (UnixFileMode)0b111_101_101);
        _ = Directory.CreateDirectory(RunnerTemp);
        string project = Path.Combine(GradingFixture.Layout.Root, "grader", "LLMCourse.Grader", "LLMCourse.Grader.csproj");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await RequireAsync(GradingFixture.Layout.Root, "dotnet", "pack", project, "--no-build", "-c", configuration, "-o", Packages,
            "--nologo", "-v", "q");
        // 43 MB as it is; libtorch would make it hundreds.
        Assert.InRange(new FileInfo(Assert.Single(Directory.GetFiles(Packages, "*.nupkg"))).Length, 1, 64 << 20);
        await RequireAsync(GradingFixture.Layout.Root, "dotnet", Path.Combine(AppContext.BaseDirectory, "grader.dll"), "template", "--out",
            Template, "--modules", "m02");
        foreach (string step in (string[])["Get the grader", "Set up the grader"])
        {
            WorkflowFile.StepRun run = await Workflow.StepOf(Job, step)
                .RunAsync(RunnerTemp, RunnerTemp, ("GRADER_SOURCE", Packages), ("GRADER_VERSION", GradingPipeline.Version),
                    ("GRADER_TOKEN", ""));
            Assert.True(run.ExitCode == 0, run.All);
        }
    }

    public Task DisposeAsync()
    {
        _home.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Makes a workspace with a copy of the template in the folder that the job checks out into.</summary>
    public string Clone()
    {
        string workspace = Path.Combine(_home.FullName, $"workspace-{Interlocked.Increment(ref _count)}");
        CopyTree(Template, Path.Combine(workspace, "submission"));
        return workspace;
    }

    /// <summary>Writes a sample over a clone's module, as a student who worked on it.</summary>
    public static void Solve(string repository, SampleSubmission sample)
    {
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(GradingFixture.Module));
        string folder = Path.Combine(repository, "written");
        sample.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), manifest, folder);
        foreach (string file in Directory.EnumerateFiles(folder))
            File.Copy(file, Path.Combine(repository, "assignments", GradingFixture.Module, Path.GetFileName(file)), overwrite: true);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Runs the step that grades, with a folder for temporary files of its own in which the tool lies.</summary>
    internal async Task<(WorkflowFile.StepRun Grade, string Reports)> GradeAsync(string workspace)
    {
        string temporary = Path.Combine(workspace, "temporary");
        _ = Directory.CreateDirectory(temporary);
        _ = Directory.CreateSymbolicLink(Path.Combine(temporary, "grader"), Path.GetDirectoryName(Tool)!);
        return (await Workflow.StepOf(Job, "Grade").RunAsync(workspace, temporary), Path.Combine(temporary, "reports"));
    }

    internal static async Task<(int Code, string Output)> RunAsync(string folder, string program, string[] arguments,
        params (string Name, string Value)[] environment)
    {
        ProcessStartInfo info =
            new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) info.Environment[name] = value;
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static async Task RequireAsync(string folder, string program, params string[] arguments)
    {
        (int code, string output) = await RunAsync(folder, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: exit code {code}\n{output}");
    }

    private static void CopyTree(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
