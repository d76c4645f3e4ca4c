using System.CommandLine;
using System.Globalization;
using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary><c>grader grade</c>: grades submissions and writes reports.</summary>
internal static class GradeCommand
{
    public static Command Create()
    {
        Argument<string[]> paths =
            new("path")
            {
                Description =
                "Folders that were handed in: a module's folder, or a repository that holds it. M02 stands for your own work on the module, in assignments.",
                Arity = ArgumentArity.ZeroOrMore
            };
        paths.Validators.Add(result =>
        {
            // Several paths are taken, so that an option which does not exist would be looked for as a folder.
            foreach (string option in result.Tokens.Select(t => t.Value).Where(t => t.StartsWith('-')))
                result.AddError($"There is no option '{option}'. If it is a folder, write ./{option}.");
        });
        Option<bool> samples = new("--samples") { Description = "Grade the course's own sample submissions." };
        Option<string?> output = new("--out",
            "-o")
        { Description = "Where reports go, a folder a submission. Default: reports, in the course's folder where the current one is within it.", HelpName = "FOLDER" };
        Option<string> formats = new("--format",
            "-f")
        {
            Description = "Formats, separated by commas: md, json, html, junit, classroom, gradescope.",
            DefaultValueFactory = _ => "md,json,html",
            HelpName = "LIST"
        };
        Option<bool> noPerformance =
            new("--no-performance") { Description = "Leave out the performance checks; they then count for nothing." };
        Option<bool> afterDeadline = SharedOptions.AfterDeadline();
        Option<string[]> only = SharedOptions.Only(
            "Grade only these exercises or checks, such as M02.E4 or M02.E4.causal; the score is out of their points.", "ID");
        Option<bool> github = new("--github")
        {
            Description = "Write GitHub annotations, the step summary and the Classroom result. Default: where GITHUB_ACTIONS is true."
        };
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("grade",
            "Grade submissions and write reports. Exit code 0: all points; 1: points were lost; 2: wrong usage; 3: the grader is at fault.")
        {
            paths, module, output, formats, sandbox, samples, only, noPerformance, afterDeadline, github, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            new Request(
                parsed.GetValue(paths) ?? [],
                parsed.GetValue(samples),
                parsed.GetValue(module),
                CourseLayout.Find(parsed.GetValue(course)),
                parsed.GetValue(output),
                ReportFormats.Parse(parsed.GetValue(formats)!),
                parsed.GetValue(sandbox),
                parsed.GetValue(github) || Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true",
                new GradeOptions
                {
                    Performance = !parsed.GetValue(noPerformance),
                    AfterDeadline = parsed.GetValue(afterDeadline),
                    Only =
                    parsed.GetValue(only) ?? []
                }),
            cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Request request, CancellationToken cancellation)
    {
        if (request.Paths.Count == 0 && !request.Samples)
            throw new CourseException(
                "Say what to grade: grader grade M02, grader grade assignments/M02.Attention, or grader grade --samples.");
        using var temporary = new TemporaryFolder("llmcourse-samples");
        IReadOnlyList<Work> works =
            Distinct([.. request.Paths.Select(p => Work.For(p, request)), .. request.Samples ? Samples(request, temporary.Path) : []]);
        await using var graders = new ModuleGraders(request.Layout, request.Sandbox);
        graders.Prepare(works.Select(w => w.Module).Distinct());

        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        IReadOnlyList<GradeResult> results = works.Count == 1
            ? [await GradeOneAsync(works[0], request, graders, console, cancellation).ConfigureAwait(false)]
            : await GradeAllAsync(works, request, graders, console, cancellation).ConfigureAwait(false);
        if (request.GitHub) Publish(works, results);
        return results.Any(HasGraderError) ? ExitCode.GraderError
            : results.All(r => r.Score.Earned == r.Score.Maximum && r.Score.Maximum > 0) || request.Samples ? ExitCode.Passed
            : ExitCode.Incomplete;
    }

    private static async Task<GradeResult> GradeOneAsync(Work work, Request request, ModuleGraders graders, IAnsiConsole console,
        CancellationToken cancellation)
    {
        GradeResult result = Named(
            await LiveProgress.RunAsync(
                $"Grading {work.Name}",
                progress => graders.For(work.Module).GradeAsync(work.Path, request.Options, progress, cancellation)).ConfigureAwait(false),
            work);
        string report = WriteReports(result, work, request);
        if (!request.Samples) KeepProgress(result, request);
        if (request.GitHub)
            GitHubActions.WriteInert(Console.Out,
                log => ConsoleReport.Write(ConsoleReport.CreateConsole(log, redirected: true), result, report));
        else ConsoleReport.Write(console, result, report);
        return result;
    }

    // A single check is no exercise, and says too little of one.
    private static void KeepProgress(GradeResult result, Request request)
    {
        if (!request.Options.Only.All(id => ExerciseId.TryParse(id, out _))) return;
        try
        {
            ProgressFile progress = ProgressFile.Read(request.Output);
            progress.Take(result);
            progress.Write();
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"grader: {StudentText.Terminal(e.Message)}");
        }
    }

    // Side by side, and a line for each as it is done; but timings need the machine for themselves.
    private static async Task<IReadOnlyList<GradeResult>> GradeAllAsync(IReadOnlyList<Work> works, Request request, ModuleGraders graders,
        IAnsiConsole console, CancellationToken cancellation)
    {
        var results = new GradeResult[works.Count];
        int done = 0;
        var printing = new Lock();
        var width = new ParallelOptions
        {
            MaxDegreeOfParallelism = request.Options.Performance
            ? 1
            : Environment.ProcessorCount,
            CancellationToken = cancellation
        };
        await Parallel.ForAsync(0, works.Count, width, async (i, stop) =>
        {
            Work work = works[i];
            results[i] =
                Named(await graders.For(work.Module).GradeAsync(work.Path, request.Options, null, stop).ConfigureAwait(false), work);
            lock (printing)
            {
                string report = WriteReports(results[i], work, request);
                console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"[{++done}/{works.Count}] {results[i].Score.Percent,6:0.00} %  {StudentText.Terminal(work.Name)}  {StudentText.Terminal(report)}"));
            }
        }).ConfigureAwait(false);
        console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{works.Count} submissions graded; their reports are in {request.Output}."));
        return results;
    }

    private static GradeResult Named(GradeResult result, Work work) =>
        result with { Submission = result.Submission with { Name = work.Name } };

    private static string WriteReports(GradeResult result, Work work, Request request) =>
        ReportWriter.WriteAll(result, request.Formats, Path.Combine(request.Output, work.Name))[0];

    private static void Publish(IReadOnlyList<Work> works, IReadOnlyList<GradeResult> results)
    {
        string repository = Directory.GetCurrentDirectory();
        GitHubActions.Report([.. works.Zip(results, (w, r) => (r, w.FolderFrom(repository, r)))], Console.Out,
            Environment.GetEnvironmentVariable);
    }

    private static bool HasGraderError(GradeResult result) =>
        result.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError));

    // Two students' folders may have one name; their reports must not have one place.
    private static List<Work> Distinct(IEnumerable<Work> works)
    {
        Dictionary<string, int> seen = new(StringComparer.OrdinalIgnoreCase);
        return [.. works.Select(w => (seen[w.Name] = seen.GetValueOrDefault(w.Name) + 1) is var n && n == 1
            ? w
            : w with { Name = string.Create(CultureInfo.InvariantCulture, $"{w.Name}-{n}") })];
    }

    // Samples are written out as folders first: a grading reads folders and nothing else.
    private static IEnumerable<Work> Samples(Request request, string folder)
    {
        foreach (string module in SharedOptions.Modules(request.Layout, request.Module))
        {
            ModuleManifest manifest = ModuleManifest.Load(request.Layout.ManifestOf(module));
            foreach (SampleSubmission sample in SampleSubmission.LoadAll(request.Layout.SamplesOf(module)))
            {
                string path = Path.Combine(folder, manifest.Id, sample.Name);
                sample.WriteTo(request.Layout.SolutionOf(module), manifest, path);
                yield return new Work($"{manifest.Id}-{sample.Name}", path, module);
            }
        }
    }

    private sealed record Request(
        IReadOnlyList<string> Paths,
        bool Samples,
        string? Module,
        CourseLayout Layout,
        string? OutputOption,
        IReadOnlyList<IReportWriter> Formats,
        SandboxMode Sandbox,
        bool GitHub,
        GradeOptions Options)
    {
        public string Output { get; } = OutputOption ?? ReportsFolder.Of(Layout, Directory.GetCurrentDirectory());
    }

    private sealed record Work(string Name, string Path, string Module)
    {
        // GitHub finds a file by its path within the repository, which is where a workflow's step runs.
        public string FolderFrom(string repository, GradeResult result)
        {
            string[] places = [System.IO.Path.Combine("assignments", Module), Module, ""];
            string place =
                places.First(p => p.Length == 0 || result.Submission.Files.Any(f => File.Exists(System.IO.Path.Combine(Path, p, f))));
            return System.IO.Path.GetRelativePath(repository, System.IO.Path.Combine(Path, place)).Replace('\\', '/');
        }

        public static Work For(string path, Request request)
        {
            (string full, string module) = ModuleGuess.Submission(path, request.Module, request.Layout);
            return new Work(System.IO.Path.GetFileName(full), full, module);
        }
    }
}
