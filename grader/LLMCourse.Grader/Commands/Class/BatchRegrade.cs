using System.CommandLine;
using System.CommandLine.Parsing;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader batch --only</c> and <c>--regrade</c>: grades again what other checks graded, shows
/// who changes, and writes when told to.</summary>
internal sealed class BatchRegrade
{
    private readonly Option<string?> _only =
        new("--only")
        {
            Description =
            "Grade these exercises again, separated by commas, for the attempts in the gradebook that older checks graded; all else keeps its grade. Example: --only M02.E4",
            HelpName = "EXERCISES"
        };
    private readonly Option<bool> _regrade =
        new("--regrade") { Description = "Grade again everything in the gradebook that older checks graded." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "With --only or --regrade: write without asking." };
    private readonly Option<bool> _preview =
        new("--preview") { Description = "With --only or --regrade: show who would change, and write nothing." };
    private readonly Option<string> _why =
        new("--why")
        {
            Description = "With --only or --regrade: the reason, which `gradebook explain` tells.",
            DefaultValueFactory = _ => "the checks changed",
            HelpName = "TEXT"
        };

    // The options of `batch` that have a meaning here; one that has none must not be passed over in silence.
    private static readonly string[] Shared =
        ["--gradebook", "--module", "--jobs", "--performance", "--sandbox", "--course", "--roster", "--assignment", "--after-deadline"];

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_only);
        command.Add(_regrade);
        command.Add(_yes);
        command.Add(_preview);
        command.Add(_why);
        command.Validators.Add(result =>
        {
            bool asked = result.GetValue(_only) is not null || result.GetValue(_regrade);
            if (!asked && (result.GetValue(_yes) || result.GetValue(_preview)))
                result.AddError("--yes and --preview belong to --only or --regrade.");
            string[] own = [_only.Name, _regrade.Name, _yes.Name, _preview.Name, _why.Name];
            if (asked && result.Children.OfType<OptionResult>()
                .FirstOrDefault(o => !o.Implicit && !Shared.Contains(o.Option.Name) && !own.Contains(o.Option.Name)) is { } other)
                result.AddError($"{other.Option.Name} has no part in grading again; leave it out, or leave out --only and --regrade.");
            if (result.GetValue(_yes) && result.GetValue(_preview))
                result.AddError("--yes writes and --preview does not; give one of them.");
        });
    }

    /// <summary>Returns what the command line asks for; null when it does not ask for grading again.</summary>
    public Request? Asked(ParseResult parsed)
    {
        string? only = parsed.GetValue(_only);
        if (only is null && !parsed.GetValue(_regrade)) return null;
        List<string> exercises = [.. (only ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
        if (only is not null && exercises.Count == 0) throw new CourseException("--only names no exercise. Example: --only M02.E4,M02.E5");
        return new Request(exercises, parsed.GetValue(_yes), parsed.GetValue(_preview), parsed.GetValue(_why)!);
    }

    /// <summary>Grades again, shows what changes, and writes it when that is wanted.</summary>
    public static async Task<ExitCode> RunAsync(Request request, ClassFolder @class, string? moduleOption, int jobs, GradeOptions options,
        SandboxMode sandbox, CourseLayout layout, CancellationToken cancellation)
    {
        string gradebookFile = @class.Gradebook!;
        IReadOnlyList<FoundSubmission> submissions = @class.Read(layout).Found.Submissions;
        if (!File.Exists(gradebookFile))
            throw new GradebookException(
                $"There is no gradebook {gradebookFile}, so that nothing can be graded again. `grader batch` without --only and --regrade makes one.");
        string module = moduleOption is not null ? layout.Resolve(moduleOption)
            : request.Only.Count > 0 && request.Only[0].Split('.')[0] is { Length: 3 } id ? layout.Resolve(id)
            : ModuleGuess.ForClass(@class.Folder, submissions, layout);

        // Held from the plan to the writing, so that what is shown is what is written.
        using Gradebook gradebook = Gradebook.OpenForGrading(gradebookFile);
        await using var graders = new ModuleGraders(layout, sandbox, jobs);
        graders.Prepare([module]);
        var regrader = new Regrader(graders.ContentOf(module), gradebook);
        RegradePlan plan = regrader.Plan(submissions, request.Only, options.Performance, cancellation);
        using var progress = new BatchProgress(plan.Cases.Count);
        IReadOnlyList<RegradeOutcome> outcomes = [];

        // Timing needs the machine for itself.
        int atOnce = plan.Cases.Any(c => c.Performance) ? 1 : jobs;
        await progress.RunAsync(async report => outcomes = await regrader.RunAsync(plan, graders.For(module), atOnce, options.AfterDeadline,
            TimeProvider.System.GetUtcNow(), request.Why, report, cancellation).ConfigureAwait(false)).ConfigureAwait(false);

        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        RegradePreview.Write(console, graders.ContentOf(module).Manifest.Id, plan, outcomes);
        List<RegradeOutcome> regrades = [.. outcomes.Where(o => o.Regrade is not null)];
        ExitCode code = regrades.Count < outcomes.Count ? ExitCode.GraderError : ExitCode.Passed;
        if (regrades.Count == 0)
        {
            console.WriteLine("There is nothing to write.");
            return code;
        }

        if (request.Preview)
        {
            console.WriteLine("Nothing was written: --preview.");
            return code;
        }

        if (!request.Yes && (Console.IsInputRedirected || Console.IsOutputRedirected))
        {
            await Console.Error.WriteLineAsync(
                "grader: nothing was written, because there is no terminal to ask on. Give --yes to write, or --preview to look only.")
                    .ConfigureAwait(false);
            return ExitCode.Usage;
        }

        if (!request.Yes && !await AskAsync(console, regrades.Count, gradebookFile, cancellation).ConfigureAwait(false))
        {
            console.WriteLine("Nothing was written.");
            return code;
        }

        gradebook.SaveRegrades(regrades.Select(r => (r.Result(), r.Regrade!)));
        console.WriteLine($"{Figures.Count(regrades.Count, "grade")} written to {gradebookFile}; the grades before are kept beside them. `grader gradebook explain STUDENT` tells what changed.");
        return code;
    }

    private static Task<bool> AskAsync(IAnsiConsole console, int count, string gradebook, CancellationToken cancellation) =>
        new ConfirmationPrompt(Markup.Escape($"Write {Figures.Count(count, "grade")} to {gradebook}?")) { DefaultValue = false }.ShowAsync(
            console, cancellation);

    /// <summary>What is asked for.</summary>
    /// <param name="Only">The exercises; empty for all.</param>
    /// <param name="Yes">Write without asking.</param>
    /// <param name="Preview">Write nothing.</param>
    /// <param name="Why">The reason.</param>
    internal sealed record Request(IReadOnlyList<string> Only, bool Yes, bool Preview, string Why);
}
