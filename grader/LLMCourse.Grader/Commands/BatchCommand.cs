using System.CommandLine;
using System.Globalization;
using LLMCourse.Grader.Batches;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Gradebooks;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Rendering;
using LLMCourse.Grader.Sandbox;
using LLMCourse.Grader.Slurm;
using Spectre.Console;

namespace LLMCourse.Grader.Commands;

/// <summary><c>grader batch</c>: grades a class into a gradebook.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "A folder with a folder or .zip file for each student: clones of GitHub Classroom, a download of Canvas or Moodle, or plain ones." };
        Option<string> gradebook = new("--gradebook", "-g") { Description = "The gradebook, made when it is not there.", Required = true, HelpName = "FILE" };
        Option<string?> roster = new("--roster") { Description = "A CSV file of students with the columns key, name, email, login, lms_id, section.", HelpName = "FILE" };
        Option<int> jobs = new("--jobs", "-j") { Description = "How many submissions are graded at once. Default: the number of processors.", DefaultValueFactory = _ => Environment.ProcessorCount, HelpName = "N" };
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 256) result.AddError("--jobs must be 1 to 256.");
        });
        Option<bool> resume = new("--resume") { Description = "Grade only what has no grade by the same checks yet." };
        Option<bool> performance = new("--performance") { Description = "Run the performance checks too, one submission at a time." };
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        SlurmOptions slurm = new();
        Command command = new("batch", "Grade a class into a gradebook. A stop at any moment loses no finished grade; --resume does the rest.")
        {
            folder, gradebook, module, roster, jobs, resume, performance, sandbox, course,
        };
        slurm.AddTo(command);
        BatchRegrade regrade = new();
        regrade.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => regrade.Asked(parsed) is { } again
            ? BatchRegrade.RunAsync(again, parsed.GetValue(folder)!, parsed.GetValue(gradebook)!, parsed.GetValue(module), parsed.GetValue(jobs), parsed.GetValue(performance), parsed.GetValue(sandbox), CourseLayout.Find(parsed.GetValue(course)), cancellation)
            : RunAsync(
            new Request(parsed.GetValue(folder)!, parsed.GetValue(gradebook)!, parsed.GetValue(module), parsed.GetValue(roster),
                parsed.GetValue(performance) ? 1 : parsed.GetValue(jobs), parsed.GetValue(resume), parsed.GetValue(performance), parsed.GetValue(sandbox), CourseLayout.Find(parsed.GetValue(course)))
            {
                Slurm = slurm.Read(parsed, parsed.GetValue(performance)),
                ShardJobs = parsed.GetResult(jobs) is { Implicit: false } && !parsed.GetValue(performance) ? parsed.GetValue(jobs) : 1,
            },
            cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Request request, CancellationToken cancellation)
    {
        FoundClass found = SubmissionFinder.Find(request.Folder);
        IReadOnlyList<FoundSubmission> submissions = found.Submissions;
        IReadOnlyList<Student> roster = request.Roster is null ? [] : Roster.Load(request.Roster);
        string module = request.Module is null ? ModuleGuess.ForClass(request.Folder, submissions, request.Layout) : request.Layout.Resolve(request.Module);

        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        if (request.Slurm is { } slurm)
        {
            var cluster = new SlurmBatch(
                new SlurmRequest(submissions, roster, request.Gradebook, request.Layout, module, new GradeOptions { Performance = request.Performance }, request.Sandbox, request.ShardJobs, request.Resume), slurm, console);
            ExitCode code = await cluster.RunAsync(cancellation).ConfigureAwait(false);
            WriteAbsent(console, roster, submissions);
            return code;
        }

        using Gradebook gradebook = Gradebook.OpenForGrading(request.Gradebook);
        gradebook.Enrol([.. submissions.Select(s => s.Student), .. roster]);
        await using var graders = new ModuleGraders(request.Layout, request.Sandbox, request.Jobs);
        graders.Prepare([module]);
        var runner = new BatchRunner(graders.ContentOf(module), graders.For(module), gradebook, request.Jobs);
        using var progress = new BatchProgress(submissions.Count);
        try
        {
            await progress.RunAsync(report => runner.RunAsync(submissions, new GradeOptions { Performance = request.Performance }, request.Resume, report, cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"grader: {progress.Done} of {submissions.Count} are graded and saved. The same command with --resume does the rest.")).ConfigureAwait(false);
            throw;
        }

        progress.WriteSummary(console, module, request.Gradebook);
        WriteAbsent(console, roster, submissions);
        return progress.ExitCode;
    }

    private static void WriteAbsent(IAnsiConsole console, IReadOnlyList<Student> roster, IReadOnlyList<FoundSubmission> submissions)
    {
        IEnumerable<string> absent = roster.Select(s => s.Key).Except(submissions.Select(s => s.Student.Key), StringComparer.Ordinal);
        if (absent.ToArray() is { Length: > 0 } missing) console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{missing.Length} of the roster handed nothing in: {StudentText.Terminal(string.Join(", ", missing.Take(20)))}{(missing.Length > 20 ? ", …" : "")}"));
    }

    private sealed record Request(string Folder, string Gradebook, string? Module, string? Roster, int Jobs, bool Resume, bool Performance, SandboxMode Sandbox, CourseLayout Layout)
    {
        public SlurmSettings? Slurm { get; init; }

        /// <summary>Gets how many submissions a shard grades at once: the processors of the login node say nothing about that.</summary>
        public int ShardJobs { get; init; } = 1;
    }
}
