using System.CommandLine;
using LLMCourse.Authoring.Recording;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader experiment</c>: runs a module's experiment, writes its artefacts and checks their claims.</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        Argument<string> module = new("module") { Description = "The module, such as M02." };
        Option<string> output =
            new("--out", "-o") { Description = "Where the artefacts go.", DefaultValueFactory = _ => "results", HelpName = "FOLDER" };
        Option<string?> submission =
            new("--submission") { Description = "Whose code to run it with. Default: the solution's.", HelpName = "FOLDER" };
        Option<string?> course = SharedOptions.Course();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("experiment",
            "Run a module's experiment, write CSV, SVG and summary.json, and check what they claim.")
            {
                module,
                output,
                submission,
                sandbox,
                course
            };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module)!, parsed.GetValue(output)!, parsed.GetValue(submission),
            parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string option, string output, string? submission, SandboxMode sandbox,
        CancellationToken cancellation)
    {
        await using var graders = new ModuleGraders(layout, sandbox);
        ModuleContent module = graders.ContentOf(layout.Resolve(option));
        Experiment experiment = module.Experiment ?? throw new CourseException($"{module.Manifest.Name} has no experiment.");
        Build build = submission is null
            ? new SolutionBuilder(layout, module.Manifest).Build(cancellation)
            : Compile(submission, module, cancellation);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        console.WriteLine($"{experiment.Id}: {experiment.Title}");

        await using ProbeSession session = module.Open(graders.Workers, build);
        ProbeReport report = await LiveProgress.RunAsync($"Running {experiment.Id}", progress => session.ProbeAsync(
            experiment,
            experiment.TimeLimit,
            (fraction, what) => progress?.Report(new GradeProgress((int)(fraction * 100), 100, what)),
            cancellation)).ConfigureAwait(false);
        if (report.Status != ProbeStatus.Completed)
        {
            CheckRun run = CheckJudge.Judge(experiment, report, null, afterDeadline: true);
            console.WriteLine($"It did not come to its end. {StudentText.Terminal(run.Result.Message ?? "")} {run.Result.Hint}");
            return report.Status == ProbeStatus.WorkerFault ? ExitCode.GraderError : ExitCode.Incomplete;
        }

        Directory.CreateDirectory(output);
        IReadOnlyList<Artifact> artifacts = experiment.Render(new Evidence(report.Observations, []));
        foreach (Artifact artifact in artifacts) AtomicFile.Write(Path.Combine(output, artifact.Name), artifact.Content);

        // The claims are checked on the files as they stand on the disk, so that what is shown is what was checked.
        Dictionary<string, string> files = artifacts.ToDictionary(a => a.Name, a => File.ReadAllText(Path.Combine(output, a.Name)));
        IReadOnlyList<(string Claim, Verdict Verdict)> claims = experiment.Review(files);
        foreach ((string claim, Verdict verdict) in claims)
        {
            console.MarkupLineInterpolated($"{(verdict.Passed ? "✓" : "✗")} {claim}");
            if (!verdict.Passed) console.WriteLine($"    {verdict.Message} {verdict.Detail} {verdict.Hint}");
        }

        console.WriteLine(FormattableString.Invariant($"{artifacts.Count} files in {output}, {report.Elapsed.TotalSeconds:0.0} s"));
        return claims.All(c => c.Verdict.Passed) ? ExitCode.Passed : ExitCode.Incomplete;
    }

    private static Build Compile(string path, ModuleContent module, CancellationToken cancellation)
    {
        SourceSet sources = SourceSet.Read(path, module.Manifest, cancellation);
        Build build =
            SubmissionCompiler.Compile(sources, module.Manifest, ReferenceSet.For(module.Manifest.Libraries), cancellation: cancellation);
        return build.Success
            ? build
            : throw new CourseException($"'{path}' does not compile; run `grader grade {path}` to see why.");
    }
}
