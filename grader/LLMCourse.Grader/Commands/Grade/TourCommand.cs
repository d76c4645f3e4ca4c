using System.CommandLine;
using System.Diagnostics;
using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary><c>grader tour</c>: goes through one exercise of each module as a student might,
/// and shows what the grader makes of it.</summary>
internal static class TourCommand
{
    public static Command Create()
    {
        Option<string[]> only = SharedOptions.OnlyExercises("Show these exercises, such as M02.E4. Default: the first of each module.");
        Option<string> output = new("--out", "-o")
        {
            Description = "Where the reports go, a folder a grading.",
            DefaultValueFactory = _ => Path.Combine("reports", "tour"),
            HelpName = "FOLDER"
        };
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("tour",
            "Grade one exercise of each module three times: as it is handed out, with a mistake that students make, and solved. Exit code 0: each grade is the one that it must be; 1: one is not; 3: the grader is at fault.")
        {
            module, only, output, sandbox, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(only)
                ?? [], parsed.GetValue(output)!, parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? module, string[] only, string output, SandboxMode sandbox,
        CancellationToken cancellation)
    {
        (IReadOnlyList<string> modules, IReadOnlyList<ExerciseId> exercises) = SharedOptions.Exercises(layout, module, only);
        long start = Stopwatch.GetTimestamp();
        await using var graders = new ModuleGraders(layout, sandbox);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        List<Stop> stops = [.. modules.SelectMany(name => StopsIn(graders.ContentOf(name), exercises))];
        int shown = 0, unexpected = 0;
        foreach (Stop stop in stops)
        {
            Print(console, $"[{++shown}/{stops.Count}] {stop.Module.Manifest.Id} {stop.Module.Manifest.Title}: {stop.Exercise.Id} {stop.Exercise.Title}", new Style(decoration: Decoration.Bold));
            foreach (Step step in Steps(stop))
            {
                GradeResult result = await GradeAsync(stop, step, layout, graders, output, cancellation).ConfigureAwait(false);
                if (result.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)))
                    return Fault(console, stop, step, output);
                ExerciseResult exercise = result.Exercises[0];
                bool isExpected = step.IsExpected(exercise);
                if (!isExpected) unexpected++;
                PrintRow(console, isExpected, step.Title, Figures.Points(exercise.Earned, exercise.Maximum), Words(exercise));
            }

            console.WriteLine();
        }

        Print(console, FormattableString.Invariant(
            $"{Figures.Count(stops.Count, "exercise")}, {3 * stops.Count} gradings, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; the reports are in {output}."));
        if (unexpected == 0) return ExitCode.Passed;
        Print(console, unexpected == 1 ? "One grade is not what it must be (✗)." : $"{unexpected} grades are not what they must be (✗).",
            new Style(Color.Red));
        return ExitCode.Incomplete;
    }

    private static IEnumerable<Stop> StopsIn(ModuleContent module, IReadOnlyList<ExerciseId> exercises)
    {
        IEnumerable<ManifestExercise> chosen = exercises.Count == 0
            ? module.Manifest.Exercises.Take(1)
            : module.Manifest.Exercises.Where(e => exercises.Any(id => id.Text == e.Id));
        foreach (ManifestExercise exercise in chosen)
        {
            Mistake mistake = module.Mistakes.Select(m => m.Mistake).FirstOrDefault(m => m.Exercise.Text == exercise.Id)
                ?? throw new CourseException(
                    $"{exercise.Id} has no recorded mistake. Run: ./course record -m {module.Manifest.Id} --only {exercise.Id}");
            yield return new Stop(module, exercise, mistake);
        }

        foreach (ExerciseId id
            in exercises.Where(id => id.Module == module.Manifest.Id && module.Manifest.Exercises.All(e => e.Id != id.Text)))
            throw new CourseException(
                $"{module.Manifest.Name} has no exercise {id.Text}; it has {string.Join(", ", module.Manifest.Exercises.Select(e => e.Id))}.");
    }

    private static IEnumerable<Step> Steps(Stop stop)
    {
        yield return new Step("starter", "as handed out", new SampleSubmission(),
            e => e.Earned == 0 && e.Outcome == Outcome.NotImplemented);
        yield return new Step(
            "mistake",
            "with a mistake",
            new SampleSubmission
            {
                Solve = ["all"],
                Edits = [new TextChange { File = stop.Mistake.File, Find = stop.Mistake.Find, Replace = stop.Mistake.Replace }]
            },
            e => e.Earned < e.Maximum && e.Mistakes.Any(m => m.Id == stop.Mistake.Id));
        yield return new Step("solved", "solved", new SampleSubmission { Solve = ["all"] }, e => e.Earned == e.Maximum && e.Maximum > 0);
    }

    private static async Task<GradeResult> GradeAsync(Stop stop, Step step, CourseLayout layout, ModuleGraders graders, string output,
        CancellationToken cancellation)
    {
        using TemporaryFolder temporary = new("llmcourse-tour");
        string name = $"{stop.Exercise.Id}-{step.Name}", path = Path.Combine(temporary.Path, name);
        step.Submission.WriteTo(layout.SolutionOf(stop.Module.Manifest.Name), stop.Module.Manifest, path);
        GradeOptions options = new() { Performance = false, Only = [stop.Exercise.Id] };
        GradeResult result = await LiveProgress.RunAsync(
            $"Grading {name}",
            progress => graders.For(stop.Module.Manifest.Name).GradeAsync(path, options, progress, cancellation)).ConfigureAwait(false);
        _ = ReportWriter.WriteAll(result, ReportFormats.Parse("md,json,html"), Path.Combine(output, name));
        return result;
    }

    private static ExitCode Fault(IAnsiConsole console, Stop stop, Step step, string output)
    {
        Print(console, $"The grader could not carry out every check; see {Path.Combine(output, $"{stop.Exercise.Id}-{step.Name}")}.",
            new Style(Color.Red));
        return ExitCode.GraderError;
    }

    private static string Words(ExerciseResult exercise) => exercise.Outcome switch
    {
        Outcome.Passed => "every check passes",
        _ when exercise.Mistakes.Count > 0 => $"“{exercise.Mistakes[0].Says}”",
        _ => OutcomeWords.Of(exercise).Word,
    };

    private static void Print(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(new Text(StudentText.Terminal(text), style));
        console.WriteLine();
    }

    private static void PrintRow(IAnsiConsole console, bool isExpected, string title, string points, string words)
    {
        Style style = isExpected ? Style.Plain : new Style(Color.Red);
        Grid row = new Grid { Expand = console.Profile.Out.IsTerminal } // in a pipe nothing is filled up
            .AddColumn(new GridColumn().Width(3).Padding(2, 0, 0, 0)).AddColumn(new GridColumn().Width(15).NoWrap())
                .AddColumn(new GridColumn().Width(9).NoWrap().RightAligned()).AddColumn(new GridColumn());
        console.Write(row.AddRow(new Text(isExpected ? "✓" : "✗", style), new Text(title, style), new Text(points, style),
            new Text(StudentText.Terminal(words), style)));
    }

    private sealed record Stop(ModuleContent Module, ManifestExercise Exercise, Mistake Mistake);

    private sealed record Step(string Name, string Title, SampleSubmission Submission, Func<ExerciseResult, bool> IsExpected);
}
