using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader batch</c>: grades a class into a gradebook.</summary>
internal static class BatchCommand
{
    public static Command Create()
    {
        Argument<string> folder =
            new("folder")
            {
                Description =
                "A folder with a folder or an archive (.zip, .tar.gz) for each student: clones of GitHub Classroom, a download of Canvas, Moodle, Gradescope or Submitty, or plain ones."
            };
        Option<string> gradebook =
            new("--gradebook", "-g") { Description = "The gradebook, made when it is not there.", Required = true, HelpName = "FILE" };
        Option<int> jobs = new("--jobs",
            "-j")
        {
            Description = "How many submissions are graded at once. Default: the number of processors.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
            HelpName = "N"
        };
        jobs.Validators.Add(result =>
        {
            if (result.Is<int>(n => n is < 1 or > 256)) result.AddError("--jobs must be 1 to 256.");
        });
        Option<bool> resume =
            new("--resume") { Description = "Grade only what has no grade by the same checks yet. Without it everything is graded again." };
        Option<bool> performance = new("--performance") { Description = "Run the performance checks too, one submission at a time." };
        Option<bool> afterDeadline = SharedOptions.AfterDeadline();
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("batch",
            "Grade a class into a gradebook. A stop at any moment loses no finished grade; --resume does the rest. "
            + "Exit code 0: everybody has a grade; 1: somebody's hand-in could not be graded, the list is at the end; 2: wrong usage; 3: the grader is at fault.")
        {
            folder, gradebook, module, jobs, resume, performance, afterDeadline, sandbox, course,
        };
        ClassOptions students = new();
        students.AddTo(command);
        SlurmOptions slurm = new();
        slurm.AddTo(command);
        BatchRegrade regrade = new();
        regrade.AddTo(command);
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            ClassFolder @class = students.Read(parsed, parsed.GetValue(folder)!, parsed.GetValue(gradebook)!);
            CourseLayout layout = CourseLayout.Find(parsed.GetValue(course));
            var options = new GradeOptions { Performance = parsed.GetValue(performance), AfterDeadline = parsed.GetValue(afterDeadline) };
            return regrade.Asked(parsed) is { } again
                ? BatchRegrade.RunAsync(again, @class, parsed.GetValue(module), parsed.GetValue(jobs), options, parsed.GetValue(sandbox),
                    layout, cancellation)
                : RunAsync(
                    new Request(@class, parsed.GetValue(gradebook)!, parsed.GetValue(module),
                        options.Performance ? 1 : parsed.GetValue(jobs), parsed.GetValue(resume), options, parsed.GetValue(sandbox), layout)
                    {
                        Slurm = slurm.Read(parsed, options.Performance),
                        ShardJobs = parsed.GetResult(jobs) is { Implicit: false } && !options.Performance ? parsed.GetValue(jobs) : 1,
                    },
                    cancellation);
        }));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Request request, CancellationToken cancellation)
    {
        // What a run on a cluster has left is merged before the gradebook is read.
        bool running = request.Slurm is not null && RunFolder.Of(request.Gradebook).HasPlan;
        (FoundClass found, IReadOnlyList<(string From, string Into)> same) =
            (running ? request.Class with { Gradebook = null } : request.Class).Read(request.Layout);
        IReadOnlyList<FoundSubmission> submissions = found.Submissions;
        IReadOnlyList<Student> roster = request.Class.Roster;
        string module = request.Module is null
            ? ModuleGuess.ForClass(request.Class.Folder, submissions, request.Layout)
            : request.Layout.Resolve(request.Module);

        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        if (request.Slurm is { } slurm)
        {
            var cluster = new SlurmBatch(
                new SlurmRequest(submissions, roster, request.Gradebook, request.Layout, module, request.Options, request.Sandbox,
                    request.ShardJobs, request.Resume), slurm, console);
            ExitCode code = await cluster.RunAsync(cancellation).ConfigureAwait(false);
            WriteFound(console, found);
            WriteAbsent(console, roster, submissions);
            return code;
        }

        using Gradebook gradebook = Gradebook.OpenForGrading(request.Gradebook);
        foreach ((string from, string into) in same) gradebook.Join(from, into);
        gradebook.Enrol([.. submissions.Select(s => s.Student), .. roster]);
        await using var graders = new ModuleGraders(request.Layout, request.Sandbox, request.Jobs);
        graders.Prepare([module]);
        if (!request.Resume) await SayWhatIsThereAsync(gradebook, graders.ContentOf(module), submissions).ConfigureAwait(false);
        var runner = new BatchRunner(graders.ContentOf(module), graders.For(module), gradebook, request.Jobs,
            new SeparateGrader(module, request.Layout.Root, request.Sandbox));
        using var progress = new BatchProgress(submissions.Count);
        try
        {
            await progress.RunAsync(report => runner.RunAsync(submissions, request.Options, request.Resume, report, cancellation))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture,
                    $"grader: {progress.Done} of {submissions.Count} are graded and saved. The same command with --resume does the rest."))
                        .ConfigureAwait(false);
            throw;
        }

        WriteFound(console, found);
        foreach (string correction in gradebook.Corrections) console.WriteLine(StudentText.Terminal(correction));
        WriteAbsent(console, roster, submissions);
        progress.WriteSummary(console, module, request.Gradebook);
        return progress.ExitCode;
    }

    // Without a word a second run would look as if it did the rest.
    private static async Task SayWhatIsThereAsync(Gradebook gradebook, ModuleContent module, IReadOnlyList<FoundSubmission> submissions)
    {
        HashSet<string> graded = [.. gradebook.Attempts()
            .Where(a => a.Attempt.Module == module.Manifest.Id && a.ChecksVersion == module.ChecksVersion).Select(a => a.Attempt.Student)];
        int again = submissions.Count(s => graded.Contains(s.Student.Key));
        if (again > 0)
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture,
                    $"grader: {again} of {submissions.Count} have a grade by these checks already; everything is graded again. With --resume only what is new is.")).ConfigureAwait(false);
    }

    private static void WriteFound(IAnsiConsole console, FoundClass found)
    {
        foreach (string note in found.Notes) console.WriteLine(StudentText.Terminal(note));
        foreach (NotTaken not in found.NotTaken) console.WriteLine($"no submission: {StudentText.Terminal(not.Name)}: {not.Reason}");
    }

    private static void WriteAbsent(IAnsiConsole console, IReadOnlyList<Student> roster, IReadOnlyList<FoundSubmission> submissions)
    {
        IEnumerable<string> absent = roster.Select(s => s.Key).Except(submissions.Select(s => s.Student.Key), StringComparer.Ordinal);
        if (absent.ToArray() is { Length: > 0 } missing)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{missing.Length} of the roster handed nothing in: {StudentText.Terminal(string.Join(", ", missing.Take(20)))}{(missing.Length > 20 ? ", …" : "")}"));
    }

    private sealed record Request(ClassFolder Class, string Gradebook, string? Module, int Jobs, bool Resume, GradeOptions Options,
        SandboxMode Sandbox, CourseLayout Layout)
    {
        public SlurmSettings? Slurm { get; init; }

        /// <summary>Gets how many submissions a shard grades at once: the processors of the login node say nothing about that.</summary>
        public int ShardJobs { get; init; } = 1;
    }
}
